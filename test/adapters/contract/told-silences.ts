import type { ToldSilences } from "../../../lib/app/told-silences.ts";

const later = 4_000_000_000;
const worker = "arn:aws:iam::111122223333:role/worker";

/** What every ToldSilences promises. `open` gives an empty one. */
export function toldSilencesContract(open: () => Promise<ToldSilences>): void {
  test("a silence is told once it was remembered, and only that one of that identity", async () => {
    const told = await open();
    expect(await told.isTold({ identityKey: worker, sinceMs: 1_000 })).toBe(false);
    await told.remember({ identityKey: worker, sinceMs: 1_000 }, later);
    expect(await told.isTold({ identityKey: worker, sinceMs: 1_000 })).toBe(true);
    expect(await told.isTold({ identityKey: worker, sinceMs: 2_000 })).toBe(false);
    expect(await told.isTold({ identityKey: `${worker}-2`, sinceMs: 1_000 })).toBe(false);
  });

  test("the next silence of an identity takes the place of the last; remembering twice changes nothing", async () => {
    const told = await open();
    await told.remember({ identityKey: worker, sinceMs: 1_000 }, later);
    await told.remember({ identityKey: worker, sinceMs: 2_000 }, later);
    await told.remember({ identityKey: worker, sinceMs: 2_000 }, later);
    expect(await told.isTold({ identityKey: worker, sinceMs: 2_000 })).toBe(true);
    expect(await told.isTold({ identityKey: worker, sinceMs: 1_000 })).toBe(false);
  });
}
