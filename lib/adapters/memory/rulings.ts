import type { StandingStore } from "../../app/ports.ts";
import type { OpenCases, RulingRecord, RulingStore } from "../../app/rulings.ts";

/** Verdicts of one process. */
export function memoryRulings(): RulingStore {
  const kept = new Map<string, RulingRecord>();
  const ruledMs = (record: RulingRecord) => record.case.ruling?.ruledMs ?? 0;
  return {
    async put(record) {
      kept.set(`${record.case.caseId} ${ruledMs(record)}`, structuredClone(record));
    },
    async list(caseId) {
      return [...kept.values()]
        .filter((record) => record.case.caseId === caseId)
        .map((record) => structuredClone(record))
        .sort((a, b) => ruledMs(b) - ruledMs(a));
    },
  };
}

/** The identities with an open case among those of a store. */
export const openCasesIn = (standings: StandingStore): OpenCases => ({
  async *identityKeys() {
    for await (const { identityKey, openCase } of standings.all()) if (openCase !== undefined) yield identityKey;
  },
});
