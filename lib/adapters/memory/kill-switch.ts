import { type KillSwitch, type KillSwitchSetting, keptText } from "../../app/kill-switch.ts";

export interface MemoryKillSwitch extends KillSwitch {
  /** Who set it last, cut to 200 printable characters. */
  setBy(): string | undefined;
}

export function memoryKillSwitch(nowMs: () => number = Date.now): MemoryKillSwitch {
  let now: KillSwitchSetting = { state: "released", setBy: undefined, setAt: undefined, why: undefined };
  return {
    read: async () => now.state,
    setting: async () => now,
    async set(engaged, by, why) {
      now = {
        state: engaged ? "engaged" : "released",
        setBy: keptText(by),
        setAt: new Date(nowMs()).toISOString(),
        why: why === undefined ? undefined : keptText(why),
      };
    },
    setBy: () => now.setBy,
  };
}
