import type { ApprovalReader, Approvals, StoredApproval } from "../../app/approvals.ts";

/** Questions of one process, with the write that playbooks do for themselves elsewhere. */
export interface MemoryApprovals extends Approvals, ApprovalReader {
  put(stored: StoredApproval): void;
}

export function memoryApprovals(): MemoryApprovals {
  const kept = new Map<string, StoredApproval>();
  const copy = (id: string) => structuredClone(kept.get(id));
  return {
    put(stored) {
      kept.set(stored.approval.containmentId, structuredClone(stored));
    },
    get: async (id) => copy(id),
    async save(read, next) {
      const { containmentId } = next;
      const stored = kept.get(containmentId);
      if (stored === undefined || JSON.stringify(stored) !== JSON.stringify(read)) return false;
      kept.set(containmentId, structuredClone({ ...stored, approval: next }));
      return true;
    },
    async delivered(id, at) {
      const stored = kept.get(id);
      if (stored !== undefined) kept.set(id, { approval: { ...stored.approval, deliveredAt: at }, token: "" });
    },
    async open() {
      const waiting = [...kept.values()].map(({ approval }) => approval).filter(({ status }) => status === "waiting");
      return structuredClone(waiting.sort((a, b) => (a.askedAt < b.askedAt ? -1 : 1)));
    },
    find: async (id) => copy(id)?.approval,
  };
}
