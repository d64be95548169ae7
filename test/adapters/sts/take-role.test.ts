import type { AwsCaller, SignedCall } from "../../../lib/adapters/sts/aws-caller.ts";
import { stsTakeRole } from "../../../lib/adapters/sts/take-role.ts";

const wanted = {
  roleArn: "arn:aws:iam::222222222222:role/nhi-warden/NhiWarden-sweep",
  sessionName: "nhi-containment-1",
  sourceIdentity: "containment-1",
  externalId: "a=deployment&of+ours",
  seconds: 1_800,
};
const granted = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
  <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/NhiWarden-sweep/nhi-containment-1</Arn></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>se/cr+et=</SecretAccessKey>
  <SessionToken>to/ken==</SessionToken><Expiration>2026-11-21T10:30:00Z</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>`;
const refused = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

/** STS that gives these answers one after the other, and the last one again and again; an error is no answer at all. */
function sts(...answers: readonly (readonly [number, string] | Error)[]) {
  const calls: SignedCall[] = [];
  const pauses: number[] = [];
  const send: AwsCaller["send"] = async (call) => {
    calls.push(call);
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    if (answer === undefined || answer instanceof Error) throw answer;
    return { status: answer[0], headers: new Headers(), text: answer[1] };
  };
  const takeRole = stsTakeRole({
    caller: { region: "eu-central-1", send },
    pause: async (milliseconds) => pauses.push(milliseconds),
  });
  return { takeRole, calls, pauses };
}

test("asks STS of its own region for everything that the trust policy pins", async () => {
  const { takeRole, calls } = sts([200, granted]);
  expect(await takeRole(wanted)).toEqual({
    accessKeyId: "ASIAEXAMPLE",
    secretAccessKey: "se/cr+et=",
    sessionToken: "to/ken==",
  });
  expect(calls).toMatchObject([{ service: "sts", host: "sts.eu-central-1.amazonaws.com", path: "/" }]);
  expect(Object.fromEntries(new URLSearchParams(calls[0]?.body))).toEqual({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: wanted.roleArn,
    RoleSessionName: wanted.sessionName,
    SourceIdentity: wanted.sourceIdentity,
    ExternalId: wanted.externalId,
    DurationSeconds: "1800",
  });
});

test("a refusal is an answer, and is not tried again", async () => {
  const { takeRole, calls } = sts([403, refused("AccessDenied")]);
  expect(await takeRole(wanted)).toEqual({ refused: "AccessDenied" });
  expect(calls).toHaveLength(1);
});

test.each([
  ["throttled", [400, refused("Throttling")]],
  ["out of order", [503, "busy"]],
  ["unreachable", new Error("the body of the request: secret")],
] as const)("STS that is %s is asked again", async (_, answer) => {
  const passing = sts(answer, answer, [200, granted]);
  expect(await passing.takeRole(wanted)).toMatchObject({ accessKeyId: "ASIAEXAMPLE" });
  expect(passing.pauses).toEqual([500, 1_000]);
  const lasting = sts(answer);
  await expect(lasting.takeRole(wanted)).rejects.toThrow(/^STS gave no credentials of arn:\S+ in 4 tries/);
  await expect(lasting.takeRole(wanted)).rejects.not.toThrow(/secret/);
});

test.each([
  ["another error", [400, refused("MalformedPolicyDocument")], "in 1 tries (400, MalformedPolicyDocument)"],
  ["half an answer", [200, granted.replace(/<SessionToken>.*<\/SessionToken>/, "")], "without SessionToken"],
] as const)("%s is no credentials and no refusal", async (_, answer, said) => {
  await expect(sts(answer).takeRole(wanted)).rejects.toThrow(said);
});
