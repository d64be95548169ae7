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

  test("who set it, when and why is told with it, as plain text", async () => {
    const killSwitch = await open();
    expect(await killSwitch.setting()).toEqual({
      state: "released",
      setBy: undefined,
      setAt: undefined,
      why: undefined,
    });
    await killSwitch.set(true, "Ana", "a release\u202e\nwent wrong");
    const { setAt, ...setting } = await killSwitch.setting();
    expect(setting).toEqual({ state: "engaged", setBy: "Ana", why: "a release??went wrong" });
    expect(setAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await killSwitch.set(false, "Ben");
    expect(await killSwitch.setting()).toMatchObject({ state: "released", setBy: "Ben", why: undefined });
  });
}
