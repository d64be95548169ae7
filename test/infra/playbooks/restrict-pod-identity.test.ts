import { policyText } from "../../../lib/domain/response/policies/policy-document.ts";
import { denySession } from "../../../lib/domain/response/policies/session-policy.ts";
import type { PodIdentity } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import type { Failure } from "./inject-failures.ts";
import { closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { accountId, associationArn } from "./stage-resources.ts";

afterAll(closeStages);

const only = "restrict-pod-identity";
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const denied = policyText(denySession);
const narrow =
  '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}';
const provide = (place: Stage, given: Partial<PodIdentity>) => {
  const before = place.account.state().resources.get(associationArn) as PodIdentity;
  place.account.provide({ ...before, ...given }, place.clock.nowMs());
};
const standing = ({ account }: Stage) => account.state().resources.get(associationArn) as PodIdentity;

describe("restrict-pod-identity", () => {
  it.each([
    ["no policy and session tags", null, false],
    ["no policy and no session tags", null, true],
    ["a policy of its own", narrow, true],
  ])("denies everything through an association with %s, and puts that back", async (_, policy, disableSessionTags) => {
    const place = await stage({ only });
    provide(place, { policy, disableSessionTags });
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(standing(place)).toMatchObject({ policy: denied, disableSessionTags: true });
    const roles = [role("team/deploy")];
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      principalId: associationArn,
      beforeState: JSON.stringify({ policy, disableSessionTags, roles }),
      afterState: JSON.stringify({ policy: denied, disableSessionTags: true, roles }),
    });
    expect(record["detail"]).toContain("revoke the sessions of its roles as well");
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(standing(place)).toMatchObject({ policy, disableSessionTags });
  });

  it.each([
    ["as it is sent", denied],
    ["with white space", JSON.stringify(denySession, null, 2)],
  ])("finds an association that denies everything, %s, and none where there is none", async (_, policy) => {
    const place = await stage({ only });
    provide(place, { policy, disableSessionTags: true });
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ outcome: "already-contained" });
    const target = { ...request.target, associationId: "a-0000000000000000" } as typeof request.target;
    expect((await place.contain(place.request(target))).record).toMatchObject({ outcome: "target-not-found" });
  });

  it("reaches no association of another Region", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(target));
    expect(record["detail"]).toContain("reaches EKS in us-east-1 alone");
    expect(standing(place).policy).toBeNull();
  });

  it.each([
    ["roles were changed", { roleArn: role("administrator") }, `changed meanwhile: ${role("administrator")}`],
    ["policy was changed", { policy: narrow }, "Its session policy or its session tags were changed meanwhile."],
  ])("is not released where its %s", async (_, given, said) => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    provide(place, given);
    const { record } = await place.release(request);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain(said);
  });

  it("stands where EKS does not take the policy away, and says what to do", async () => {
    const failing: Record<string, Failure> = {};
    const place = await stage({ only, failing });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    failing["PutSessionPolicyBack"] = new StateError("Eks.InvalidParameterException", "policy must not be empty");
    const { record, status } = await place.release(request);
    expect([record["state"], status]).toEqual(["contained", "FAILED"]);
    expect(record["detail"]).toContain("delete the association and make it again without one");
    expect(standing(place).policy).toBe(denied);
  });
});
