import type { Alert, Notices } from "../../app/ports.ts";

/** Keeps what was sent, for the local runtime and for tests. */
export interface MemoryNotices extends Notices {
  sent(): readonly Alert[];
}

export function memoryNotices(): MemoryNotices {
  const alerts: Alert[] = [];
  return {
    async send(alert) {
      alerts.push({ ...alert });
    },
    sent: () => [...alerts],
  };
}
