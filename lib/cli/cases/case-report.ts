import { type LinkedCase, linkedCases } from "../../app/linked-cases.ts";
import { findCase, type ReviewedCase, readStanding, review } from "../../app/list-cases.ts";
import type { ContainmentRecord } from "../../app/ports.ts";
import type { RulingRecord } from "../../app/rulings.ts";
import type { Case, Ruling } from "../../domain/response/case.ts";
import type { Policy } from "../../domain/response/policy.ts";
import type { WardenStores } from "../warden-stores.ts";

/** One case with all that is known of it. */
export interface CaseReport {
  readonly format: "nhi-case/1";
  readonly case: Case;
  /** Undefined for a case that was ruled on. */
  readonly review: Omit<ReviewedCase, "case"> | undefined;
  /** Cases of the identities that asked for its sessions, and of those whose sessions it asked for. */
  readonly linked: readonly LinkedCase[];
  readonly containments: readonly ContainmentRecord[];
  /** Every verdict on it, newest first; the last one may have been taken back. */
  readonly rulings: readonly (Ruling & { readonly undone: RulingRecord["undone"]; readonly inForce: boolean })[];
}

/** Undefined where there is no case of that name: open, ended without a ruling, or closed by a verdict. */
export async function reportCase(
  stores: WardenStores,
  policy: Policy,
  caseId: string,
): Promise<CaseReport | undefined> {
  const found = await findCase(stores, caseId);
  const records = await stores.rulings.list(caseId);
  const file = found?.file ?? records[0]?.case;
  if (file === undefined) return undefined;
  const stored = (await stores.standings.load([file.identityKey])).get(file.identityKey);
  const ruledMs = stored === undefined ? 0 : readStanding(stored).ruledMs;
  const rulings = records.flatMap(({ case: { ruling }, undone }) =>
    ruling === undefined ? [] : [{ ...ruling, undone, inForce: found === undefined && ruling.ruledMs === ruledMs }],
  );
  const containments = (await Promise.all(file.containmentIds.map((id) => stores.containments.get(id)))).flatMap(
    (record) => record ?? [],
  );
  const { case: _, ...reviewed } = found === undefined ? { case: undefined } : review(found, policy, stores.nowMs());
  return {
    format: "nhi-case/1",
    case: file,
    review: found === undefined ? undefined : (reviewed as Omit<ReviewedCase, "case">),
    linked: await linkedCases(stores, file.identityKey, file),
    containments,
    rulings,
  };
}
