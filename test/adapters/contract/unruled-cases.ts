import { mostUnruledCases, type UnruledCases } from "../../../lib/app/unruled-cases.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import { collect, openCase, role } from "./standing-store.ts";

export const endedCase = (name: string, updatedMs: number, identity = "app"): Case =>
  openCase(role(identity), { caseId: name, updatedMs, sessions: [{ key: 7, maker: role("maker") }] });

/** What every UnruledCases promises. `open` gives an empty one. */
export function unruledCasesContract(open: () => Promise<UnruledCases>): void {
  const idsOf = async (store: UnruledCases, identityKey?: string) =>
    (await collect(store.list(identityKey))).map(({ caseId }) => caseId).sort();

  test("nothing is kept at first", async () => {
    const store = await open();
    expect([await collect(store.list()), await store.find("case-1")]).toEqual([[], undefined]);
    await store.remove(endedCase("case-1", 1));
  });

  test("a case comes back whole, by its name, by its identity and among all", async () => {
    const store = await open();
    const [one, other] = [endedCase("case-1", 5), endedCase("case-2", 6, "b")];
    for (const file of [one, other, one]) await store.put(file);
    expect(await store.find("case-1")).toEqual(one);
    expect(await store.find("case-3")).toBeUndefined();
    expect(await collect(store.list(role("b")))).toEqual([other]);
    expect(await idsOf(store)).toEqual(["case-1", "case-2"]);
    const changed = { ...one, trust: 12 };
    await store.put(changed);
    expect(await collect(store.list(role("app")))).toEqual([changed]);
  });

  test("a case that was ruled on is forgotten, and no other", async () => {
    const store = await open();
    for (const name of ["case-1", "case-2"]) await store.put(endedCase(name, 5));
    await store.remove(endedCase("case-1", 5));
    await store.remove(endedCase("case-1", 5));
    expect(await idsOf(store)).toEqual(["case-2"]);
  });

  test("an identity keeps some of its cases: a new one takes the place of the one touched longest ago", async () => {
    const store = await open();
    for (let number = 0; number < mostUnruledCases + 3; number++) {
      await store.put(endedCase(`case-${String(number).padStart(2, "0")}`, 1_000 + number));
    }
    await store.put(endedCase("other", 1, "b"));
    const kept = Array.from({ length: mostUnruledCases }, (_, index) => `case-${String(index + 3).padStart(2, "0")}`);
    expect(await idsOf(store, role("app"))).toEqual(kept);
    expect(await idsOf(store, role("b"))).toEqual(["other"]);
    // One whose verdict was taken back comes in although it is the oldest.
    await store.put(endedCase("case-00", 1_000));
    expect(await idsOf(store, role("app"))).toEqual(["case-00", ...kept.slice(1)]);
  });
}
