import { type ReviewedCase, readStanding, review, standingOfCase } from "../../app/list-cases.ts";
import type { ContainmentRecord } from "../../app/ports.ts";
import type { RulingRecord } from "../../app/rulings.ts";
import type { Case, Ruling } from "../../domain/response/case.ts";
import type { Policy } from "../../domain/response/policy.ts";
import type { WardenStores } from "../warden-stores.ts";

/** One case with all that is known of it. */
export interface CaseReport {
  readonly format: "nhi-case/1";
  readonly case: Case;
  /** Undefined for a closed case. */
  readonly review: Omit<ReviewedCase, "case"> | undefined;
  readonly containments: readonly ContainmentRecord[];
  /** Every verdict on it, newest first; the last one may have been taken back. */
  readonly rulings: readonly (Ruling & { readonly undone: RulingRecord["undone"]; readonly inForce: boolean })[];
}

/** Undefined where there is no case of that name, open or closed by a verdict. */
export async function reportCase(
  stores: WardenStores,
  policy: Policy,
  caseId: string,
): Promise<CaseReport | undefined> {
  const open = await standingOfCase(stores, caseId);
  const records = await stores.rulings.list(caseId);
  const file = open?.openCase ?? records[0]?.case;
  if (file === undefined) return undefined;
  const stored = (await stores.standings.load([file.identityKey])).get(file.identityKey);
  const ruledMs = stored === undefined ? 0 : readStanding(stored).ruledMs;
  const rulings = records.flatMap(({ case: { ruling }, undone }) =>
    ruling === undefined ? [] : [{ ...ruling, undone, inForce: open === undefined && ruling.ruledMs === ruledMs }],
  );
  const containments = (await Promise.all(file.containmentIds.map((id) => stores.containments.get(id)))).flatMap(
    (record) => record ?? [],
  );
  const { case: _, ...reviewed } = open === undefined ? { case: undefined } : review(open, policy, stores.nowMs());
  return {
    format: "nhi-case/1",
    case: file,
    review: open === undefined ? undefined : (reviewed as Omit<ReviewedCase, "case">),
    containments,
    rulings,
  };
}
