import type { PeerStore, PeerWeek } from "../../../lib/app/peer-store.ts";
import { markKey } from "../../../lib/domain/behaviour/dimension.ts";
import { peerMark } from "../../../lib/domain/behaviour/peers.ts";

export const markOf = (action: string, id: number): number => peerMark(markKey(0, action), id);
export const weekOfAccount = (week: number, accountId = "111122223333"): PeerWeek => ({ accountId, week });

const expires = 1_900_000_000;
const [read, write, scan] = [
  markOf("s3:GetObject", 7),
  markOf("s3:PutObject", 2 ** 24 - 1),
  markOf("dynamodb:Scan", 0),
];
const sorted = (weeks: readonly (readonly number[])[]) => weeks.map((marks) => [...marks].sort((a, b) => a - b));
const inOrder = (...marks: number[]) => marks.sort((a, b) => a - b);

/** What every PeerStore promises. `open` gives an empty one. */
export function peerStoreContract(open: () => Promise<PeerStore>): void {
  test("a week that nobody added to has no marks", async () => {
    const store = await open();
    expect(await store.load([weekOfAccount(2_930), weekOfAccount(2_929)])).toEqual([[], []]);
    expect(await store.load([])).toEqual([]);
  });

  test("what was added is loaded, each week and account for itself, in the order asked for", async () => {
    const store = await open();
    await store.add(weekOfAccount(2_930), [read, write], expires);
    await store.add(weekOfAccount(2_931), [scan], expires);
    await store.add(weekOfAccount(2_930, "444455556666"), [write], expires);
    const asked = [weekOfAccount(2_931), weekOfAccount(2_930), weekOfAccount(2_930, "444455556666")];
    expect(sorted(await store.load(asked))).toEqual([[scan], inOrder(read, write), [write]]);
    expect(sorted(await store.load([weekOfAccount(2_931), weekOfAccount(2_931)]))).toEqual([[scan], [scan]]);
  });

  test("adding unites: in whichever order, at the same time, and again", async () => {
    const store = await open();
    await Promise.all([[read], [write, read], [scan]].map((marks) => store.add(weekOfAccount(2_930), marks, expires)));
    await store.add(weekOfAccount(2_930), [read, read], expires);
    expect(sorted(await store.load([weekOfAccount(2_930)]))).toEqual([inOrder(read, write, scan)]);
  });

  test("nothing but a mark is added, and adding nothing leaves the week as it was", async () => {
    const store = await open();
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) {
      await expect(store.add(weekOfAccount(2_930), [read, wrong], expires)).rejects.toThrow("is no mark");
    }
    await store.add(weekOfAccount(2_930), [], expires);
    expect(await store.load([weekOfAccount(2_930)])).toEqual([[]]);
  });
}
