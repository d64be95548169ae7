import type { KillSwitch } from "../../../lib/app/kill-switch.ts";

/** What every KillSwitch promises. `open` gives one that was never set. */
export function killSwitchContract(open: () => Promise<KillSwitch>): void {
  test("a switch that was never set is released", async () => {
    expect(await (await open()).read()).toBe("released");
  });

  test("what was set last is read, however often it is set", async () => {
    const killSwitch = await open();
    await killSwitch.set(true, "Ana");
    await killSwitch.set(true, "Ben");
    expect(await killSwitch.read()).toBe("engaged");
    await killSwitch.set(false, "Ana");
    expect(await killSwitch.read()).toBe("released");
  });
}
