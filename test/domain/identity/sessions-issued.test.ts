import fc from "fast-check";
import type { SessionIssued } from "../../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../../../lib/domain/identity/sessions-issued.ts";
import { activityOf, type RawRecord, recordsOf } from "../event/cloudtrail-sets.ts";

function issuedBy(record: unknown): SessionIssued | undefined {
  const activity = activityOf(record);
  return sessionsIssued(activity, resolveActor(activity));
}

/** An AssumeRole of an IAM user that succeeded. */
function assumeRole(): RawRecord {
  const record = recordsOf("attacks").find(
    (item) => item["eventName"] === "AssumeRole" && item["responseElements"]?.credentials,
  );
  if (record === undefined) throw new Error("the set has no successful AssumeRole");
  return record;
}

const role = "arn:aws:iam::123456789012:role/app/orders";
const credentials = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  expiration: "Jul 19, 2023, 10:30:00 PM",
  sessionToken: "REDACTED",
};
const assumed = {
  arn: "arn:aws:sts::123456789012:assumed-role/orders/run-1",
  assumedRoleId: "AROAEXAMPLEEXAMPLE:run-1",
};

describe("sessions that an activity issued", () => {
  it("join the new access key to its role and to who asked for it", () => {
    const record = assumeRole();
    expect(issuedBy(record)).toEqual({
      identityKey: record["requestParameters"].roleArn,
      accountId: record["recipientAccountId"],
      kind: "role",
      accessKeyId: record["responseElements"].credentials.accessKeyId,
      sessionName: record["requestParameters"].roleSessionName,
      principalId: record["responseElements"].assumedRoleUser.assumedRoleId,
      issuedMs: Date.parse(record["eventTime"]),
      makerKey: record["userIdentity"].arn,
      makerAccessKeyId: record["userIdentity"].accessKeyId,
      subject: undefined,
    });
  });

  it("are none where the call failed, named no key, or is no issuing call", () => {
    expect(issuedBy({ ...assumeRole(), errorCode: "AccessDenied" })).toBeUndefined();
    expect(issuedBy({ ...assumeRole(), responseElements: null })).toBeUndefined();
    expect(issuedBy({ ...assumeRole(), responseElements: { credentials: { accessKeyId: 7 } } })).toBeUndefined();
    expect(issuedBy({ ...assumeRole(), eventName: "GetCallerIdentity" })).toBeUndefined();
    expect(
      issuedBy({ ...assumeRole(), eventSource: "s3express.amazonaws.com", eventName: "CreateSession" }),
    ).toBeUndefined();
    expect(
      issuedBy({ ...assumeRole(), eventSource: "cloudshell.amazonaws.com", eventName: "CreateSession" }),
    ).toBeUndefined();
  });

  it("find the role in the request, else among the resources, else in the session's ARN", () => {
    const bare = {
      ...assumeRole(),
      requestParameters: null,
      resources: null,
      responseElements: { credentials, assumedRoleUser: assumed },
    };
    expect(issuedBy({ ...bare, requestParameters: { roleArn: role } })?.identityKey).toBe(role);
    expect(issuedBy({ ...bare, resources: [{ type: "AWS::IAM::Role", ARN: role }] })?.identityKey).toBe(role);
    expect(issuedBy(bare)).toMatchObject({
      identityKey: "arn:aws:iam::123456789012:role/orders",
      sessionName: "run-1",
    });
    expect(issuedBy({ ...bare, responseElements: { credentials } })).toBeUndefined();
  });

  it("belong to the user itself for GetSessionToken and GetFederationToken", () => {
    const record: RawRecord = {
      ...assumeRole(),
      requestParameters: { name: "broker-session" },
      responseElements: { credentials },
    };
    const user = record["userIdentity"].arn;
    expect(issuedBy({ ...record, eventName: "GetFederationToken" })).toMatchObject({
      identityKey: user,
      makerKey: user,
      kind: "access-key-user",
      sessionName: "broker-session",
    });
    expect(issuedBy({ ...record, eventName: "GetSessionToken", requestParameters: null })).toMatchObject({
      identityKey: user,
      makerKey: user,
      sessionName: undefined,
    });
  });

  it("take a workload's kind from the service that assumed the role", () => {
    const kindOf = (invokedBy: string) =>
      issuedBy({ ...assumeRole(), userIdentity: { type: "AWSService", invokedBy } })?.kind;
    expect(
      [
        "lambda",
        "ec2",
        "ecs-tasks",
        "pods.eks",
        "codebuild",
        "bedrock-agentcore",
        "rolesanywhere",
        "config",
        "constructor",
      ].map((name) => kindOf(`${name}.amazonaws.com`)),
    ).toEqual(["lambda", "ec2", "ecs", "eks", "codebuild", "bedrock-agent", "roles-anywhere", "role", "role"]);
  });

  it("know a role that another account assumes, on both accounts' records", () => {
    const cross: RawRecord = {
      ...assumeRole(),
      requestParameters: { roleArn: "arn:aws:iam::999999999999:role/CrossAccountRole" },
    };
    expect(issuedBy(cross)).toMatchObject({
      kind: "third-party",
      accountId: "999999999999",
      makerKey: cross["userIdentity"].arn,
    });
    const received = {
      ...cross,
      recipientAccountId: "999999999999",
      userIdentity: { type: "AWSAccount", accountId: "307578594326", principalId: "AIDAEXAMPLEEXAMPLE" },
    };
    expect(issuedBy(received)).toMatchObject({
      kind: "third-party",
      makerKey: "account:307578594326",
      makerAccessKeyId: undefined,
    });
  });

  it("carry the subject that a web identity, a SAML assertion, a certificate or a pod proved", () => {
    const base = {
      ...assumeRole(),
      resources: null,
      requestParameters: { roleArn: role },
      responseElements: { credentials, assumedRoleUser: assumed },
    };
    const github = {
      type: "WebIdentityUser",
      identityProvider: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      userName: "repo:acme/shop:ref:refs/heads/main",
    };
    expect(issuedBy({ ...base, eventName: "AssumeRoleWithWebIdentity", userIdentity: github })).toMatchObject({
      kind: "ci-oidc",
      subject: github.userName,
      makerKey: "web-identity:token.actions.githubusercontent.com#repo:acme/shop",
      identityKey: role,
    });
    const saml = { type: "SAMLUser", identityProvider: "arn:aws:iam::1:saml-provider/okta", userName: "alice" };
    expect(issuedBy({ ...base, eventName: "AssumeRoleWithSAML", userIdentity: saml })).toMatchObject({
      kind: "human",
      subject: "alice",
    });
    const subjectArn = "arn:aws:rolesanywhere:eu-west-1:123456789012:subject/1";
    const anywhere = {
      ...base,
      eventSource: "rolesanywhere.amazonaws.com",
      eventName: "CreateSession",
      userIdentity: { type: "Unknown", accountId: "123456789012" },
    };
    expect(
      issuedBy({
        ...anywhere,
        responseElements: {
          credentialSet: [{ credentials, assumedRoleUser: assumed, roleArn: role, sourceIdentity: "CN=printer-7" }],
          subjectArn,
        },
      }),
    ).toMatchObject({
      kind: "roles-anywhere",
      subject: "CN=printer-7",
      identityKey: role,
      accessKeyId: credentials.accessKeyId,
    });
    const pod = {
      ...base,
      eventSource: "eks-auth.amazonaws.com",
      eventName: "AssumeRoleForPodIdentity",
      requestParameters: { clusterName: "prod" },
      responseElements: {
        credentials,
        assumedRoleUser: assumed,
        subject: { namespace: "shop", serviceAccount: "orders" },
      },
    };
    expect(issuedBy(pod)).toMatchObject({
      kind: "eks",
      subject: "system:serviceaccount:shop:orders",
      identityKey: "arn:aws:iam::123456789012:role/orders",
    });
  });

  it("belong to the member account's root for AssumeRoot", () => {
    const record = { ...assumeRole(), eventName: "AssumeRoot", responseElements: { credentials } };
    for (const targetPrincipal of ["111122223333", "arn:aws:iam::111122223333:root"]) {
      expect(issuedBy({ ...record, requestParameters: { targetPrincipal } })).toMatchObject({
        identityKey: "arn:aws:iam::111122223333:root",
        kind: "root",
        accountId: "111122223333",
      });
    }
  });

  it("never throw, whatever stands in the request, the response or the resources", () => {
    const events = [
      "AssumeRole",
      "AssumeRoleWithWebIdentity",
      "AssumeRoleWithSAML",
      "AssumeRoot",
      "GetSessionToken",
      "GetFederationToken",
    ];
    const part = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constant({ credentials }),
      fc.constant({ roleArn: role }),
      fc.constant([{ type: "AWS::IAM::Role" }]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...events),
        part,
        part,
        part,
        (eventName, requestParameters, responseElements, resources) => {
          const issued = issuedBy({ ...assumeRole(), eventName, requestParameters, responseElements, resources });
          expect(issued === undefined || /^arn:.*:(?:role|user|root)/.test(issued.identityKey)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
