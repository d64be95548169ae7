import type { TrustProfile } from "../../../lib/local/account/service-resources.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { profileArn } from "./stage-resources.ts";

afterAll(closeStages);

const only = "disable-trust-profile";
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const provide = (place: Stage, enabled: boolean, ...roles: readonly string[]) => {
  const profile: TrustProfile = { kind: "trust-profile", arn: profileArn, enabled, roleArns: roles.map(role) };
  place.account.provide(profile, place.clock.nowMs());
};
const isEnabled = ({ account }: Stage) => (account.state().resources.get(profileArn) as TrustProfile).enabled;

describe("disable-trust-profile", () => {
  it.each([[["plant"]], [["b", "a"]], [[]]])("disables a profile of the roles %j, and records them", async (roles) => {
    const place = await stage({ only });
    provide(place, true, ...roles);
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(isEnabled(place)).toBe(false);
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      principalId: profileArn,
      beforeState: JSON.stringify({ enabled: true, roles: [...roles].sort().map(role) }),
    });
    expect(record["detail"]).toContain("revoke the sessions of each of its roles as well");
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(isEnabled(place)).toBe(true);
  });

  it("finds a profile that was disabled before, and none where there is none", async () => {
    const place = await stage({ only });
    provide(place, false, "plant");
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ outcome: "already-contained" });
    const target = { ...request.target, profileId: "ffffffff-0a1b-0a1b-0a1b-0a1b2c3d4e5f" } as typeof request.target;
    expect((await place.contain(place.request(target))).record).toMatchObject({ outcome: "target-not-found" });
  });

  it("reaches no profile of another Region", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(target));
    expect(record["detail"]).toContain("reaches IAM Roles Anywhere in us-east-1 alone");
    expect(isEnabled(place)).toBe(true);
  });

  it("is not released to other roles than it was for", async () => {
    const place = await stage({ only });
    provide(place, true, "plant");
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    provide(place, false, "plant", "administrator");
    const { record } = await place.release(request);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain(`Its roles were changed meanwhile: ${role("administrator")}, ${role("plant")}`);
    expect(isEnabled(place)).toBe(false);
  });
});
