import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import { type PolicyDocument, policySizes, policyText } from "../../../lib/domain/response/policies/policy-document.ts";
import { allowSession, denyCertificate } from "../../../lib/domain/response/policies/session-policy.ts";
import type { TrustProfile } from "../../../lib/local/account/service-resources.ts";
import { closeStages, type Stage, type StageOptions, stage, targetOf } from "./stage.ts";
import { accountId, certificateName, profileArn, sessionPolicy } from "./stage-resources.ts";

afterAll(closeStages);

const only = "restrict-trust-profile";
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const standing = ({ account }: Stage) => account.state().resources.get(profileArn) as TrustProfile;
const policyOf = (place: Stage) => JSON.parse(standing(place).sessionPolicy ?? "null") as PolicyDocument;

const bare: TrustProfile = { kind: "trust-profile", arn: profileArn, enabled: true, roleArns: [role("plant")] };
/** A stage whose profile is the bare one with this. */
async function withProfile(given: Partial<TrustProfile>, options: StageOptions = {}): Promise<Stage> {
  const place = await stage({ only, ...options });
  place.account.provide({ ...bare, ...given }, place.clock.nowMs());
  return place;
}
const of = (place: Stage, name: string) =>
  place.request({ ...targetOf(only, place), certificateName: name } as ContainmentTarget);
const containOne = async (place: Stage) => {
  const request = of(place, certificateName);
  return { request, ...(await place.contain(request)) };
};

const listed = policyText(denyCertificate("somebody-else"));
const wide = (length: number) =>
  policyText({
    ...allowSession,
    Statement: [{ Sid: "Wide", Effect: "Allow", Action: "a".repeat(length), Resource: "*" }],
  });

describe("restrict-trust-profile", () => {
  it.each([
    ["one statement that is no list", sessionPolicy, 7_200],
    ["several statements", listed, 900],
  ])("denies one certificate in front of %s, and puts that back to the byte", async (_, policy, durationSeconds) => {
    const place = await withProfile({ sessionPolicy: policy, durationSeconds });
    const { request, record } = await containOne(place);
    const earlier = JSON.parse(policy) as PolicyDocument;
    const before = { ...earlier, Statement: [earlier.Statement].flat() };
    expect(policyOf(place)).toEqual(denyCertificate(certificateName, before));
    expect(standing(place)).toMatchObject({ durationSeconds: 900, enabled: true, roleArns: bare.roleArns });
    const stood = { policy, durationSeconds, managedPolicies: [], roles: [role("plant")] };
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      principalId: profileArn,
      beforeState: JSON.stringify(stood),
    });
    expect(record["detail"]).toContain("revoke the sessions of each of its roles as well");
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(standing(place)).toMatchObject({ sessionPolicy: policy, durationSeconds });
  });

  it("gives each statement a Sid of its own, whatever people took out of the policy before", async () => {
    const [, , third, fourth, ...rest] = denyCertificate("c", denyCertificate("b", denyCertificate("a"))).Statement;
    const Statement = [third, fourth, ...rest.slice(2), { Effect: "Deny", Action: "s3:*", Resource: "*" }];
    const place = await withProfile({ sessionPolicy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    await containOne(place);
    const sids = policyOf(place).Statement.map(({ Sid }) => Sid);
    expect(sids).toEqual([
      "NhiDenyCertificate3",
      "NhiDenyCertificateTag3",
      "NhiDenyCertificate2",
      "NhiDenyCertificateTag2",
      "NhiAllElse",
      undefined,
    ]);
  });

  it("leaves a policy that limits nothing where there was none, for no call takes one off, and says so", async () => {
    const place = await withProfile({});
    const { request, record } = await containOne(place);
    expect(policyOf(place)).toEqual(denyCertificate(certificateName));
    expect(JSON.parse(String(record["beforeState"]))).toMatchObject({ policy: null, durationSeconds: 3_600 });
    const { record: released } = await place.release(request);
    expect(released).toMatchObject({ state: "released" });
    expect(place.notices.at(-1)?.message).toContain("one that allows everything stands there now");
    expect(standing(place)).toMatchObject({ sessionPolicy: policyText(allowSession), durationSeconds: 3_600 });
  });

  it("takes for undone what somebody put back before the release", async () => {
    const place = await withProfile({});
    const { request } = await containOne(place);
    place.account.provide({ ...bare, sessionPolicy: JSON.stringify(allowSession, null, 2) }, place.clock.nowMs());
    const { record, path } = await place.release(request);
    expect(record).toMatchObject({ state: "released" });
    expect(path).not.toContain("PutSessionPolicyBack");
  });

  it.each([
    [
      "is limited by managed policies alone",
      { managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
      "could allow them more",
    ],
    ["has no room for it", { sessionPolicy: wide(policySizes.session - 200) }, "characters, and 2048 are allowed"],
    ["has a policy that is none", { sessionPolicy: "{" }, "The profile could not be read."],
  ])("changes nothing of a profile that %s", async (_, given, said) => {
    const place = await withProfile(given);
    const { record } = await containOne(place);
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain(said);
    expect(standing(place)).toEqual({ ...bare, ...given });
  });

  it("restricts a profile of managed policies that has a session policy of its own", async () => {
    const managedPolicyArns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];
    const place = await withProfile({ managedPolicyArns, sessionPolicy });
    expect((await containOne(place)).record).toMatchObject({ outcome: "contained" });
    expect(standing(place).managedPolicyArns).toEqual(managedPolicyArns);
  });

  it("finds a certificate that was denied before, whatever the white space, and no other one", async () => {
    const place = await withProfile({ sessionPolicy: JSON.stringify(denyCertificate(certificateName), null, 2) });
    expect((await containOne(place)).record).toMatchObject({ outcome: "already-contained" });
    expect((await place.contain(of(place, `${certificateName}2`))).record).toMatchObject({ outcome: "contained" });
  });

  it("contains several certificates of one profile, and releases the last one first", async () => {
    const place = await withProfile({ sessionPolicy, durationSeconds: 7_200 });
    const [first, second] = [of(place, "a"), of(place, "b")];
    await place.contain(first);
    await place.contain(second);
    expect(policyOf(place).Statement).toHaveLength(5);
    const { record } = await place.release(first);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain("release that one first");
    expect((await place.release(second)).record).toMatchObject({ state: "released" });
    expect((await place.release(first, { name: "again" })).record).toMatchObject({ state: "released" });
    expect(standing(place)).toMatchObject({ sessionPolicy, durationSeconds: 7_200 });
  });

  it.each([
    ["roles were changed", { roleArns: [role("administrator")] }, `changed meanwhile: ${role("administrator")}`],
    ["managed policies were changed", { managedPolicyArns: ["arn:x"] }, "or its managed policies were changed"],
    ["policy was changed", { sessionPolicy: listed }, "Its session policy or its duration was changed"],
    ["duration was changed", { durationSeconds: 43_200 }, "Its session policy or its duration was changed"],
  ])("is not released where its %s", async (_, given, said) => {
    const place = await withProfile({ sessionPolicy });
    const { request } = await containOne(place);
    const changed = { ...standing(place), ...given };
    place.account.provide(changed, place.clock.nowMs());
    const { record } = await place.release(request);
    expect(record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(record["drift"]).toContain(said);
    expect(standing(place)).toEqual(changed);
  });

  it.each(["*", "build-?", "$" + "{aws:username}", 'x"}', "", 7])("knows no certificate %j", async (name) => {
    const place = await withProfile({});
    const { record } = await place.contain(of(place, name as string));
    expect(record).toMatchObject({ outcome: "target-not-found" });
    expect(standing(place)).toEqual(bare);
  });

  it("reaches no profile of another Region, and none that is not there", async () => {
    const place = await withProfile({});
    const { target } = of(place, certificateName);
    const elsewhere = { ...target, region: "eu-west-1" } as ContainmentTarget;
    const { record } = await place.contain(place.request(elsewhere));
    expect(record["detail"]).toContain("reaches IAM Roles Anywhere in us-east-1 alone");
    const none = { ...target, profileId: "ffffffff-0a1b-0a1b-0a1b-0a1b2c3d4e5f" } as ContainmentTarget;
    expect((await place.contain(place.request(none))).record).toMatchObject({ outcome: "target-not-found" });
    expect(standing(place)).toEqual(bare);
  });
});
