import { printable } from "../domain/event/printable.ts";
import type { Case } from "../domain/response/case.ts";
import { undoVerdict } from "../domain/response/undo-verdict.ts";
import { decodeStanding } from "../domain/trust/standing-codec.ts";
import { mostVerdictAttempts, type VerdictParts, writeAfter } from "./give-verdict.ts";
import { type CaseState, readStanding } from "./list-cases.ts";
import { VerdictRefusedError } from "./verdict-refused-error.ts";

export interface TakenBack {
  /** The case, open again, or closed without a ruling as it was before. */
  readonly case: Case;
  readonly state: CaseState;
  /** True where nothing was learned since the verdict, so that the standing is byte for byte what it was. */
  readonly exact: boolean;
}

/**
 * Takes back the verdict on a case, if it is the last one on its identity, and opens the case again; one that had ended
 * without a ruling is that again.
 * Throws VerdictRefusedError where there is none, a later one stands on it, or another case is open meanwhile.
 */
export async function takeVerdictBack(
  parts: Omit<VerdictParts, "openCases">,
  caseId: string,
  by: { readonly owner: string; readonly reason: string },
  nowMs: number,
): Promise<TakenBack> {
  const owner = printable(by.owner.trim(), 80);
  const reason = printable(by.reason.trim(), 300);
  if (owner === "" || reason === "") {
    throw new VerdictRefusedError("taking a verdict back needs an owner and a reason, as giving it did");
  }
  const records = await parts.rulings.list(caseId);
  const identityKey = records[0]?.case.identityKey;
  if (identityKey === undefined) {
    throw new VerdictRefusedError(`nobody has ruled on ${printable(caseId, 60)}; see the open cases with: nhi cases`);
  }
  for (let attempt = 1; attempt <= mostVerdictAttempts; attempt++) {
    if (attempt > 1) await parts.pause?.(attempt);
    const stored = (await parts.standings.load([identityKey])).get(identityKey);
    if (stored === undefined) throw new VerdictRefusedError(`${printable(identityKey, 300)} has no standing any more`);
    const current = readStanding(stored);
    const record = records.find(({ case: ruled }) => ruled.ruling?.ruledMs === current.ruledMs);
    if (record === undefined) {
      throw new VerdictRefusedError(
        `the verdict on ${printable(caseId, 60)} is not in force: it was taken back, or the identity was ruled on again since; undo the latest first`,
      );
    }
    const state: CaseState = record.wasUnruled === true ? "unruled" : "open";
    if (state === "open" && stored.openCase !== undefined) {
      throw new VerdictRefusedError(
        `${stored.openCase.caseId} of the same identity is open; rule on it first, because an identity has one open case`,
      );
    }
    const exact = stored.version === record.version;
    const before = decodeStanding(record.before);
    const standing = exact ? before : undoVerdict(current, before, record.trace);
    const { ruling: _, ...reopened } = record.case;
    await parts.rulings.put({ ...record, undone: { owner, reason, atMs: nowMs } });
    if (state === "unruled") await parts.unruledCases?.put(reopened);
    const write = writeAfter(stored, standing, state === "unruled" ? stored.openCase : reopened, parts.policy);
    const bytes = exact ? record.before : write.bytes;
    if ((await parts.standings.save([{ ...write, bytes }])).length === 0) return { case: reopened, state, exact };
  }
  throw new Error(`the standing of ${identityKey} changed ${mostVerdictAttempts} times meanwhile; try again`);
}
