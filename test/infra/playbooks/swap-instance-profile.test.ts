import { type ProfileAssociation, resourceAt } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import type { Failure } from "./inject-failures.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { instanceArn, instanceId } from "./stage-resources.ts";

afterAll(closeStages);

const only = "swap-instance-profile";
const profile = (name: string) => `arn:aws:iam::${accountId}:instance-profile/${name}`;
const web = profile("team/web");
const ours = profile("nhi-warden/NhiWarden-quarantined-instance");
const association = (bent: Partial<ProfileAssociation> = {}): ProfileAssociation => ({
  kind: "profile-association",
  arn: instanceArn,
  id: "iip-assoc-0a",
  instanceId,
  profileArn: web,
  ...bent,
});
const provide = (place: Stage, given: ProfileAssociation) => place.account.provide(given, place.clock.nowMs());
const standing = ({ account }: Stage) => resourceAt(account.state(), "profile-association", instanceArn);
const elsewhere = association({ instanceId: "i-0fedcba9876543210" });

describe("swap-instance-profile", () => {
  it("gives the instance the profile without rights, says what lives on, and gives its own back", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(standing(place)).toMatchObject({ profileArn: ours });
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      beforeState: JSON.stringify({ profileArn: web, associationId: "iip-assoc-0a" }),
      afterState: JSON.stringify({ profileArn: ours }),
      principalId: instanceId,
    });
    expect(record["detail"]).toContain("live on until they expire, for hours: revoke the role's sessions as well");
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(standing(place)).toMatchObject({ profileArn: web });
  });

  it("finds nothing to do where the instance has it, and none where it has no profile", async () => {
    const place = await stage({ only });
    provide(place, association({ profileArn: ours }));
    const found = await place.contain(place.request(targetOf(only, place)));
    expect(found.record).toMatchObject({ outcome: "already-contained" });
    provide(place, elsewhere);
    const gone = await place.contain(place.request(targetOf(only, place)));
    expect(gone.record).toMatchObject({ outcome: "target-not-found" });
    expect(gone.record["detail"]).toContain("The instance has no instance profile, or does not exist.");
  });

  it("changes nothing while somebody else is replacing the profile", async () => {
    const place = await stage({ only });
    provide(place, association({ arn: `${instanceArn}/other`, id: "iip-assoc-0f" }));
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("EC2 shows several. Nothing was changed.");
    expect(standing(place)).toEqual(association());
  });

  it("does not overwrite a profile that came after it was read", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "ReadKillSwitch") provide(place, association({ id: "iip-assoc-1a", profileArn: profile("new") }));
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("Replacing the instance's profile failed");
    expect(standing(place)).toMatchObject({ profileArn: profile("new") });
  });

  it.each([
    ["the profile without rights is missing", "Value for parameter iamInstanceProfile.arn is invalid", "failed"],
    [
      "the responder may not",
      "You are not authorized to perform this operation with an explicit deny in an identity-based policy",
      "refused-protected",
    ],
  ])("says so where %s", async (_, message, outcome) => {
    const place = await stage({ only, failing: { SwapProfile: new StateError("Ec2.Ec2Exception", message) } });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome });
    expect(record["detail"]).toContain("comes with the stack of the account, and the instance has to run");
    expect(standing(place)).toEqual(association());
  });

  it("tells a profile that is taken off, or an instance that is terminated, while it is looked at", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "Hold") provide(place, elsewhere);
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "reverted" });
    expect(record["detail"]).toContain("The instance has no instance profile any more, or is gone.");
  });

  it("waits where EC2 shows no profile for a moment", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        const now = standing(place);
        if (now === undefined) return;
        if (state === "SwapProfile") provide(place, { ...now, instanceId: elsewhere.instanceId });
        if (state === "WaitForIam") provide(place, { ...now, instanceId });
      },
    });
    const { record, path } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "contained", outcome: "contained" });
    expect(path.filter((name) => name === "WaitForIam")).toHaveLength(1);
  });

  it("is not released where the profile is another, or there is none", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    provide(place, association({ profileArn: profile("new") }));
    const drifted = await place.release(request);
    expect(drifted.record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(drifted.record["drift"]).toBe(`Its instance profile is ${profile("new")} now: somebody changed it.`);
    provide(place, elsewhere);
    const gone = await place.release(request, { name: "release-gone" });
    expect(gone.record["drift"]).toBe("The instance has no instance profile, or does not exist.");
    expect(standing(place)).toEqual(elsewhere);
  });

  it("is not released over a profile that came after it was looked at", async () => {
    let isRelease = false;
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (!isRelease || state !== "ReadKillSwitch") return;
        provide(place, association({ id: "iip-assoc-1a", profileArn: profile("new") }));
      },
    });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    isRelease = true;
    const { record, status } = await place.release(request);
    expect([record["state"], status]).toEqual(["contained", "FAILED"]);
    expect(standing(place)).toMatchObject({ profileArn: profile("new") });
  });

  it("stands where the profile that the instance had was deleted meanwhile", async () => {
    const failing: Record<string, Failure> = {};
    const place = await stage({ only, failing });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    failing["PutProfileBack"] = new StateError("Ec2.Ec2Exception", "Invalid IAM Instance Profile name");
    const { record, status } = await place.release(request);
    expect([record["state"], status]).toEqual(["contained", "FAILED"]);
    expect(record["detail"]).toContain("the profile or its role may have been deleted");
    expect(standing(place)).toMatchObject({ profileArn: ours });
  });
});
