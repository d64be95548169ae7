import type { Case } from "../domain/response/case.ts";
import type { RulingTrace } from "../domain/response/verdict.ts";

/** One verdict on one case, with what taking it back needs. */
export interface RulingRecord {
  /** The case as it was closed; `ruling` is set. */
  readonly case: Case;
  readonly trace: RulingTrace;
  /** The identity's standing as it was before. */
  readonly before: Uint8Array;
  /** Version of the standing that the verdict wrote. */
  readonly version: number;
  /** True where the case had been closed without a ruling before; taking the verdict back makes it that again. */
  readonly wasUnruled?: boolean | undefined;
  readonly undone?: { readonly owner: string; readonly reason: string; readonly atMs: number } | undefined;
}

/**
 * Verdicts, one record each, kept beside the standings. A record is written before the standing it goes with, so one
 * whose `ruledMs` is not the standing's own never took effect, or was taken back.
 */
export interface RulingStore {
  /** Writes or replaces the record of its case and `ruledMs`. */
  put(record: RulingRecord): Promise<void>;
  /** Every record of a case, newest first. */
  list(caseId: string): Promise<readonly RulingRecord[]>;
}

/** Which identities have a case open. May lag behind the standings for some seconds. */
export interface OpenCases {
  identityKeys(): AsyncIterable<string>;
}
