import { memoryContainments } from "../../../lib/adapters/memory/containments.ts";
import { memoryKillSwitch } from "../../../lib/adapters/memory/kill-switch.ts";
import { memoryNotices } from "../../../lib/adapters/memory/notices.ts";
import { memoryPlaybooks } from "../../../lib/adapters/memory/playbooks.ts";
import { memorySetAside } from "../../../lib/adapters/memory/set-aside.ts";
import { memoryStandings } from "../../../lib/adapters/memory/standings.ts";
import { containmentStoreContract } from "../contract/containment-store.ts";
import { killSwitchContract } from "../contract/kill-switch.ts";
import { noticesContract } from "../contract/notices.ts";
import { playbookRunnerContract } from "../contract/playbook-runner.ts";
import { setAsideContract } from "../contract/set-aside.ts";
import { standingStoreContract } from "../contract/standing-store.ts";
import { sweepNotesContract } from "../contract/sweep-notes.ts";

describe("a standing store in memory", () => {
  standingStoreContract(async () => memoryStandings());
});

describe("a containment store in memory", () => {
  containmentStoreContract(async () => {
    const store = memoryContainments();
    return { store, put: async (record) => store.put(record) };
  });
});

describe("notes of sweeps in memory", () => {
  sweepNotesContract(async () => {
    const store = memoryContainments();
    return { store, notes: store, put: async (record) => store.put(record) };
  });
});

describe("a kill switch in memory", () => {
  killSwitchContract(async () => memoryKillSwitch());

  test("knows who set it", async () => {
    const killSwitch = memoryKillSwitch();
    expect(killSwitch.setBy()).toBeUndefined();
    await killSwitch.set(true, "Ana\n");
    expect(killSwitch.setBy()).toBe("Ana?");
  });
});

describe("notices in memory", () => {
  noticesContract(async () => {
    const notices = memoryNotices();
    return { notices, arrived: notices.sent };
  });
});

describe("a set-aside in memory", () => {
  setAsideContract(async () => {
    const setAside = memorySetAside();
    return { setAside, kept: setAside.kept };
  });
});

describe("playbooks in memory", () => {
  playbookRunnerContract(async () => {
    const playbooks = memoryPlaybooks();
    return { playbooks, started: playbooks.started };
  });
});
