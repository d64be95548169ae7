import type { ContainmentRecord, ContainmentStore, SweepNotes } from "../../app/ports.ts";

/** A containment store of one process, with the write that playbooks do for themselves elsewhere. */
export interface MemoryContainments extends ContainmentStore, SweepNotes {
  put(record: ContainmentRecord): void;
}

/** Lists by the time of the last change, newest first. */
export function memoryContainments(): MemoryContainments {
  const records = new Map<string, ContainmentRecord>();
  return {
    put(record) {
      records.set(record.containmentId, structuredClone(record));
    },
    async noteSweep(containmentId, swept) {
      const record = records.get(containmentId);
      if (record === undefined) throw new Error(`there is no containment ${containmentId} to note its sweep in`);
      records.set(containmentId, { ...record, swept });
    },
    async get(containmentId) {
      const record = records.get(containmentId);
      return record === undefined ? undefined : structuredClone(record);
    },
    async list() {
      const copies = [...records.values()].map((record) => structuredClone(record));
      return copies.sort((a, b) => compare(b.updatedAt, a.updatedAt) || compare(a.containmentId, b.containmentId));
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
