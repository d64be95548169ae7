import type { CorrelationStore, CorrelationWrite } from "../../../lib/app/correlation-store.ts";

export const groupKey = (name: string) => `too-many-denied/1-00ff/${name}`;

export function correlationWrite(key: string, change: Partial<CorrelationWrite> = {}): CorrelationWrite {
  return { key, expectedVersion: 0, bytes: Uint8Array.of(1, 2, 3), expiresAtSeconds: 1_900_000_000, ...change };
}

const [a, b, c] = ["a", "b", "c"].map(groupKey) as [string, string, string];

/** What every CorrelationStore promises. `open` gives an empty one. */
export function correlationStoreContract(open: () => Promise<CorrelationStore>): void {
  test("what was never saved is absent from the answer", async () => {
    const store = await open();
    expect(await store.load([a, b])).toEqual(new Map());
    expect(await store.load([])).toEqual(new Map());
    expect(await store.save([])).toEqual([]);
  });

  test("what was saved is loaded, each key once, with its version and all its bytes", async () => {
    const store = await open();
    const bytes = Uint8Array.from({ length: 8_191 }, (_, at) => at % 256);
    expect(await store.save([correlationWrite(a, { bytes }), correlationWrite(b)])).toEqual([]);
    const loaded = await store.load([a, a, b, c]);
    expect([...loaded.keys()].sort()).toEqual([a, b]);
    expect(loaded.get(a)).toEqual({ key: a, version: 1, bytes: expect.anything() });
    expect([...(loaded.get(a)?.bytes ?? [])]).toEqual([...bytes]);
  });

  test("a write with the loaded version replaces the group", async () => {
    const store = await open();
    await store.save([correlationWrite(a)]);
    expect(await store.save([correlationWrite(a, { expectedVersion: 1, bytes: Uint8Array.of(9) })])).toEqual([]);
    const loaded = (await store.load([a])).get(a);
    expect([loaded?.version, ...(loaded?.bytes ?? [])]).toEqual([2, 9]);
  });

  test("a write with another version changes nothing and its key is returned, while the others are written", async () => {
    const store = await open();
    await store.save([correlationWrite(a), correlationWrite(b)]);
    const conflicts = await store.save([
      correlationWrite(a, { bytes: Uint8Array.of(7) }),
      correlationWrite(b, { expectedVersion: 1, bytes: Uint8Array.of(8) }),
      correlationWrite(c, { expectedVersion: 3 }),
    ]);
    expect([...conflicts].sort()).toEqual([a, c]);
    const loaded = await store.load([a, b, c]);
    expect([...loaded].map(([key, { version, bytes }]) => [key, version, [...bytes]]).sort()).toEqual([
      [a, 1, [1, 2, 3]],
      [b, 2, [8]],
    ]);
  });

  test("of writers that race from one version, exactly one is written", async () => {
    const store = await open();
    const outcomes = await Promise.all(
      [1, 2, 3, 4, 5].map((writer) => store.save([correlationWrite(a, { bytes: Uint8Array.of(writer) })])),
    );
    const winners = outcomes.flatMap((conflicts, at) => (conflicts.length === 0 ? [at + 1] : []));
    expect(winners).toHaveLength(1);
    expect([...((await store.load([a])).get(a)?.bytes ?? [])]).toEqual(winners);
  });

  test("one key twice in a batch is refused before anything is written", async () => {
    const store = await open();
    const writes = [correlationWrite(b), correlationWrite(a), correlationWrite(a)];
    await expect(store.save(writes)).rejects.toThrow(`"${a}" is to be written twice`);
    expect(await store.load([a, b])).toEqual(new Map());
  });

  test("hundreds of groups are saved and loaded", async () => {
    const store = await open();
    const keys = Array.from({ length: 230 }, (_, at) => groupKey(`u${at}`));
    expect(await store.save(keys.map((key) => correlationWrite(key)))).toEqual([]);
    expect([...(await store.load([...keys, ...keys])).keys()].sort()).toEqual([...keys].sort());
  });

  test("bytes that the caller changes later are not changed in the store, nor those that it was given", async () => {
    const store = await open();
    const bytes = Uint8Array.of(1, 2, 3);
    await store.save([correlationWrite(a, { bytes })]);
    bytes.fill(0);
    (await store.load([a])).get(a)?.bytes.fill(0);
    expect([...((await store.load([a])).get(a)?.bytes ?? [])]).toEqual([1, 2, 3]);
  });
}
