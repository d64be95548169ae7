import { mostUnruledCases, type UnruledCases } from "../../app/unruled-cases.ts";
import type { Case } from "../../domain/response/case.ts";

/** Cases without a ruling, of one process. */
export function memoryUnruledCases(): UnruledCases {
  const kept = new Map<string, Case>();
  const of = (identityKey: string) => [...kept.values()].filter((file) => file.identityKey === identityKey);
  return {
    async put(file) {
      kept.set(file.caseId, structuredClone(file));
      const others = of(file.identityKey).filter(({ caseId }) => caseId !== file.caseId);
      if (others.length < mostUnruledCases) return;
      kept.delete(others.reduce((oldest, one) => (one.updatedMs < oldest.updatedMs ? one : oldest)).caseId);
    },
    async *list(identityKey) {
      for (const file of identityKey === undefined ? [...kept.values()] : of(identityKey)) yield structuredClone(file);
    },
    async find(caseId) {
      const file = kept.get(caseId);
      return file === undefined ? undefined : structuredClone(file);
    },
    async remove({ caseId }) {
      kept.delete(caseId);
    },
  };
}
