import fc from "fast-check";
import type { StandingStore, StandingWrite } from "../../../lib/app/ports.ts";
import type { Case } from "../../../lib/domain/response/case.ts";

export const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

export function openCase(identityKey: string, change: Partial<Case> = {}): Case {
  return {
    caseId: "case-1",
    identityKey,
    openedMs: 1_700_000_000_000,
    updatedMs: 1_700_000_060_000,
    trust: 41.25,
    action: "review",
    story: [
      { timeMs: 1_700_000_000_000, eventId: "e-1", what: "signal network", text: "AS 64500, never seen", points: 12 },
    ],
    omitted: 0,
    containmentIds: ["c-1"],
    target: { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "app" },
    ...change,
  };
}

export function standingWrite(identityKey: string, change: Partial<StandingWrite> = {}): StandingWrite {
  return {
    identityKey,
    expectedVersion: 0,
    bytes: Uint8Array.of(1, 2, 3),
    openCase: undefined,
    trust: 97.5,
    kind: "lambda",
    lastSeenMs: 1_700_000_000_000,
    ...change,
  };
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What every StandingStore promises. `open` gives an empty one. */
export function standingStoreContract(open: () => Promise<StandingStore>): void {
  test("what was never saved is absent from the answer", async () => {
    const store = await open();
    expect(await store.load([role("a"), role("b")])).toEqual(new Map());
    expect(await store.load([])).toEqual(new Map());
    expect(await collect(store.all())).toEqual([]);
  });

  test("what was saved is loaded: bytes, version and open case", async () => {
    const store = await open();
    const bytes = Uint8Array.from({ length: 700 }, (_, at) => at % 256);
    const write = standingWrite(role("a"), { bytes, openCase: openCase(role("a")) });
    expect(await store.save([write])).toEqual([]);
    const loaded = (await store.load([role("a"), role("b")])).get(role("a"));
    expect(loaded).toEqual({
      identityKey: role("a"),
      version: 1,
      bytes: expect.anything(),
      openCase: openCase(role("a")),
    });
    expect([...(loaded?.bytes ?? [])]).toEqual([...bytes]);
  });

  test("a case without a target, and one whose text is in any script, come back as they were", async () => {
    const store = await open();
    const wide = openCase(role("a"), {
      target: undefined,
      story: [{ timeMs: 1, eventId: "e", what: "x", text: "鍵 🔑 \\u0000", points: 0.1 }],
    });
    await store.save([standingWrite(role("a"), { openCase: wide })]);
    expect((await store.load([role("a")])).get(role("a"))?.openCase).toEqual(wide);
  });

  test("a write with the loaded version replaces the standing and closes its case", async () => {
    const store = await open();
    await store.save([standingWrite(role("a"), { openCase: openCase(role("a")) })]);
    expect(await store.save([standingWrite(role("a"), { expectedVersion: 1, bytes: Uint8Array.of(9) })])).toEqual([]);
    const loaded = (await store.load([role("a")])).get(role("a"));
    expect(loaded?.version).toBe(2);
    expect(loaded?.openCase).toBeUndefined();
    expect([...(loaded?.bytes ?? [])]).toEqual([9]);
  });

  test("a write with another version changes nothing and its key is returned, while the others are written", async () => {
    const store = await open();
    await store.save([standingWrite(role("a")), standingWrite(role("b"))]);
    const conflicts = await store.save([
      standingWrite(role("a"), { bytes: Uint8Array.of(7) }),
      standingWrite(role("b"), { expectedVersion: 1, bytes: Uint8Array.of(8) }),
      standingWrite(role("c"), { bytes: Uint8Array.of(9) }),
    ]);
    expect(conflicts).toEqual([role("a")]);
    const loaded = await store.load([role("a"), role("b"), role("c")]);
    expect([...loaded].map(([key, { version, bytes }]) => [key, version, [...bytes]]).sort()).toEqual([
      [role("a"), 1, [1, 2, 3]],
      [role("b"), 2, [8]],
      [role("c"), 1, [9]],
    ]);
  });

  test("a standing that is gone is a conflict for a writer that had read it, not an old standing reborn", async () => {
    const store = await open();
    expect(await store.save([standingWrite(role("a"), { expectedVersion: 3 })])).toEqual([role("a")]);
    expect(await store.load([role("a")])).toEqual(new Map());
  });

  test("of writers that race from one version, exactly one is written", async () => {
    const store = await open();
    const outcomes = await Promise.all(
      [1, 2, 3, 4, 5].map((writer) => store.save([standingWrite(role("a"), { bytes: Uint8Array.of(writer) })])),
    );
    const winners = outcomes.flatMap((conflicts, at) => (conflicts.length === 0 ? [at + 1] : []));
    expect(winners).toHaveLength(1);
    const loaded = (await store.load([role("a")])).get(role("a"));
    expect(loaded?.version).toBe(1);
    expect([...(loaded?.bytes ?? [])]).toEqual(winners);
  });

  test("one key twice in a batch is refused before anything is written", async () => {
    const store = await open();
    const writes = [standingWrite(role("b")), standingWrite(role("a")), standingWrite(role("a"))];
    await expect(store.save(writes)).rejects.toThrow(`"${role("a")}" is to be written twice`);
    expect(await collect(store.all())).toEqual([]);
  });

  test("hundreds of identities are saved, loaded (a repeated key once) and listed, each once", async () => {
    const store = await open();
    const keys = Array.from({ length: 230 }, (_, at) => role(`app-${at}`));
    expect(await store.save(keys.map((key) => standingWrite(key)))).toEqual([]);
    const loaded = await store.load([...keys, ...keys.slice(0, 120), role("unknown")]);
    expect([...loaded.keys()].sort()).toEqual([...keys].sort());
    const listed = await collect(store.all());
    expect(listed.map((standing) => standing.identityKey).sort()).toEqual([...keys].sort());
    expect(listed.every((standing) => standing.version === 1 && standing.bytes.length === 3)).toBe(true);
  });

  test("bytes that the caller changes later are not changed in the store, nor those that it was given", async () => {
    const store = await open();
    const bytes = Uint8Array.of(1, 2, 3);
    await store.save([standingWrite(role("a"), { bytes })]);
    bytes.fill(0);
    (await store.load([role("a")])).get(role("a"))?.bytes.fill(0);
    expect([...((await store.load([role("a")])).get(role("a"))?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  test("after any series of writes, the version counts those that were accepted and the last of them stands", async () => {
    const store = await open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(255)), { maxLength: 8 }), async (writes) => {
        const key = role(`run-${run++}`);
        let version = 0;
        let last: number | undefined;
        for (const [expectedVersion, value] of writes) {
          const conflicts = await store.save([standingWrite(key, { expectedVersion, bytes: Uint8Array.of(value) })]);
          expect(conflicts).toEqual(expectedVersion === version ? [] : [key]);
          if (conflicts.length === 0) {
            version++;
            last = value;
          }
        }
        const loaded = (await store.load([key])).get(key);
        expect(loaded?.version ?? 0).toBe(version);
        expect(loaded?.bytes[0]).toBe(last);
      }),
      { numRuns: 25 },
    );
  });
}
