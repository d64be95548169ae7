import { names } from "../../../lib/contract/names.ts";
import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import { policy } from "../../local/account/example-account.ts";
import { accountId, closeStages, type Stage, stage, startMs, targetOf } from "./stage.ts";

afterAll(closeStages);

const hour = new Date(startMs).toISOString().slice(0, 13);
const canary: ContainmentTarget = { playbook: "quarantine-role", accountId, roleName: names.canary };

const makeRole = (place: Stage, Path: string) => {
  const AssumeRolePolicyDocument = policy({ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  place.account.iam("createRole", { RoleName: names.canary, Path, AssumeRolePolicyDocument }, startMs - 60_000);
  place.account.settle();
};
const withCanary = async (options: Parameters<typeof stage>[0] = {}) => {
  const place = await stage({ only: "quarantine-role", ...options });
  makeRole(place, names.canaryPath);
  return place;
};

describe("a request that calls itself a drill", () => {
  it("contains the canary without a notice, and without taking from the budget", async () => {
    const place = await withCanary();
    const { record, status } = await place.contain(place.request(canary, { drill: true }));
    expect(status).toBe("SUCCEEDED");
    expect(record).toMatchObject({ state: "contained", outcome: "contained", proof: "PROVEN" });
    expect(place.notices).toEqual([]);
    expect(await place.item("BUDGET#all", hour)).toBeUndefined();
    expect(await place.item(`BUDGET#${accountId}`, hour)).toBeUndefined();
  });

  it.each([
    ["another role", targetOf("quarantine-role", { keys: ["", ""], roleId: "", serviceCredential: "" })],
    ["a user of another name", { playbook: "quarantine-user", accountId, userName: "backup" } as const],
  ])("is refused for %s, and told like every failure", async (_, target) => {
    const place = await stage({ only: target.playbook });
    const before = place.standing();
    const { record, status } = await place.contain(place.request(target, { drill: true }));
    expect(status).toBe("FAILED");
    expect(record).toMatchObject({ outcome: "failed", detail: expect.stringContaining("is not the canary") });
    expect(place.standing()).toEqual(before);
    expect(place.notices).toHaveLength(1);
  });

  it.each(["/", "/nhi-warden-canary/other/", "/team/nhi-warden-canary/", "/NHI-warden-canary/"])(
    "is refused for a role of the canary's name under %s",
    async (path) => {
      const place = await stage({ only: "quarantine-role" });
      makeRole(place, path);
      const { record } = await place.contain(place.request(canary, { drill: true }));
      expect(record).toMatchObject({ outcome: "failed", detail: expect.stringContaining("is not the canary") });
      expect(place.notices).toHaveLength(1);
    },
  );

  it.each(["true", 1, false, null, {}])("is refused where it says so as %j", async (drill) => {
    const place = await withCanary();
    const { record } = await place.contain(place.request(canary, { drill: drill as true }));
    expect(record).toMatchObject({ outcome: "failed", detail: expect.stringContaining("is not the canary") });
    expect(place.notices).toHaveLength(1);
  });

  it("changes nothing while the kill switch is engaged", async () => {
    const place = await withCanary({ killSwitch: { engaged: { BOOL: true } } });
    const before = place.standing();
    const { record } = await place.contain(place.request(canary, { drill: true }));
    expect(record).toMatchObject({ outcome: "refused-kill-switch" });
    expect(place.standing()).toEqual(before);
  });
});

it("a request for the canary that is no drill takes from the budget and is told", async () => {
  const place = await withCanary();
  await place.contain(place.request(canary));
  expect(place.notices).toHaveLength(1);
  expect(await place.item("BUDGET#all", hour)).toMatchObject({ count: "1" });
});

describe("a release by the drill", () => {
  it("of anything but a drill's containment is told", async () => {
    const place = await withCanary();
    const request = place.request(canary);
    await place.contain(request);
    const { record } = await place.release(request, { by: "drill" });
    expect(record).toMatchObject({ state: "released" });
    expect(place.notices.map(({ subject }) => subject)).toContain("NHI Warden: released (quarantine-role)");
  });

  it("is held up by the kill switch, as one at expiry is", async () => {
    const place = await withCanary();
    const request = place.request(canary, { drill: true });
    await place.contain(request);
    await place.put({ pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, engaged: { BOOL: true } });
    const { record } = await place.release(request, { by: "drill" });
    expect(record).toMatchObject({ state: "contained", detail: expect.stringContaining("The drill is over.") });
  });
});
