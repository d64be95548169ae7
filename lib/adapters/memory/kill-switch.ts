import type { KillSwitch } from "../../app/kill-switch.ts";

export interface MemoryKillSwitch extends KillSwitch {
  /** Who set it last, cut to 200 printable characters. */
  setBy(): string | undefined;
}

export function memoryKillSwitch(): MemoryKillSwitch {
  let engagedNow = false;
  let lastBy: string | undefined;
  return {
    async read() {
      return engagedNow ? "engaged" : "released";
    },
    async set(engaged, by) {
      engagedNow = engaged;
      lastBy = by.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
    },
    setBy: () => lastBy,
  };
}
