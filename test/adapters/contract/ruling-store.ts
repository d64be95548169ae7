import type { RulingRecord, RulingStore } from "../../../lib/app/rulings.ts";
import { openCase } from "./standing-store.ts";

export function rulingRecord(caseId: string, ruledMs: number, change: Partial<RulingRecord> = {}): RulingRecord {
  const ruling = { verdict: "expected", owner: "team", reason: "moved", ruledMs, untilMs: ruledMs + 1 } as const;
  return {
    case: { ...openCase("arn:aws:iam::111122223333:role/app", { caseId }), ruling },
    trace: {
      allowance: {
        caseId,
        owner: "team",
        reason: "moved",
        grantedMs: ruledMs,
        fromMs: 1,
        untilMs: ruledMs + 1,
        allowed: [{ kind: "network", observed: "network 203.0.113.0/24", named: false }],
      },
      learnedDays: [20_600],
      heldDays: [],
      forgottenDays: [20_601, 20_602],
    },
    before: Uint8Array.of(0, 255, 7),
    version: 12,
    ...change,
  };
}

/** What every RulingStore promises. `open` gives an empty one. */
export function rulingStoreContract(open: () => Promise<RulingStore>): void {
  test("a case nobody ruled on has no verdicts", async () => {
    expect(await (await open()).list("case-1")).toEqual([]);
  });

  test("verdicts of a case come back whole, newest first, and those of other cases do not", async () => {
    const store = await open();
    const [first, second] = [rulingRecord("case-1", 9), rulingRecord("case-1", 1_700_000_000_000, { version: 13 })];
    for (const record of [second, rulingRecord("case-11", 5), first]) await store.put(record);
    const listed = await store.list("case-1");
    expect(listed.map(({ before: _, ...rest }) => rest)).toEqual([second, first].map(({ before: _, ...rest }) => rest));
    expect(listed.map(({ before }) => Buffer.compare(before, first.before))).toEqual([0, 0]);
  });

  test("a record of the same time is replaced: a verdict that was taken back says by whom", async () => {
    const store = await open();
    const record = rulingRecord("case-1", 9, { trace: { ...rulingRecord("case-1", 9).trace, allowance: undefined } });
    await store.put(record);
    await store.put({ ...record, undone: { owner: "lead", reason: "wrong case", atMs: 10 } });
    const listed = await store.list("case-1");
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({ undone: { owner: "lead", atMs: 10 }, trace: { allowance: undefined } });
  });
}
