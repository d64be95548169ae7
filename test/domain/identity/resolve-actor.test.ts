import fc from "fast-check";
import { readEvent } from "../../../lib/domain/event/read-event.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { kindIsOfThisRecord, kindIsOnlyClaimed } from "../../../lib/domain/identity/kind-evidence.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { activityOf, type RawRecord, recordsOf, setNames } from "../event/cloudtrail-sets.ts";

const eksProvider =
  "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

/** A record of stolen instance credentials, with some fields of its session changed. */
function roleRecord(bend: (record: RawRecord) => void = () => {}): RawRecord {
  const record = recordsOf("otrf-ec2-proxy-s3-exfil").find((item) => item["userIdentity"].type === "AssumedRole");
  if (record === undefined) throw new Error("the set has no assumed role");
  delete record["userIdentity"].sessionContext.ec2RoleDelivery;
  rename(record, "worker");
  bend(record);
  return record;
}

function rename(record: RawRecord, session: string): void {
  const { userIdentity } = record;
  userIdentity.arn = `arn:aws:sts::123456789123:assumed-role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0/${session}`;
  userIdentity.principalId = `${userIdentity.principalId.split(":")[0]}:${session}`;
}

const roleArn = "arn:aws:iam::123456789123:role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0";
const actorOf = (record: unknown) => resolveActor(activityOf(record));
const identityOf = (userIdentity: object, more: object = {}) =>
  actorOf({ ...roleRecord(), ...more, userIdentity }).identity;

describe("the identity behind a role's session", () => {
  it("is the session issuer, whatever the session is called", () => {
    const actor = actorOf(roleRecord());
    expect(actor).toMatchObject({
      identity: {
        key: roleArn,
        kind: "role",
        accountId: "123456789123",
        name: "MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0",
      },
      sessionName: "worker",
      workload: undefined,
    });
    expect(actor.principalId).toMatch(/:worker$/);
    expect(actor.accessKeyId).toMatch(/^ASIA/);
    expect(actor.sessionStartedMs).toBe(
      Date.parse(roleRecord()["userIdentity"].sessionContext.attributes.creationDate),
    );
    expect(actorOf(roleRecord((record) => rename(record, "other"))).identity).toBe(actor.identity);
  });

  it("is derived from the session's ARN in its own partition where the issuer is missing", () => {
    for (const partition of ["aws", "aws-cn", "aws-us-gov"]) {
      const arn = `arn:${partition}:sts::123456789012:assumed-role/deploy/run-1`;
      const actor = actorOf({
        ...roleRecord(),
        userIdentity: { type: "AssumedRole", arn, principalId: "AROAEXAMPLEEXAMPLE:run-1" },
      });
      expect(actor.identity.key).toBe(`arn:${partition}:iam::123456789012:role/deploy`);
      expect(actor.sessionName).toBe("run-1");
    }
  });

  it("has its session's name from principalId where the ARN ends at the role", () => {
    const userIdentity = {
      type: "AssumedRole",
      arn: "arn:aws:sts::777777777777:assumed-role/EXAMPLE",
      principalId: "AROAEXAMPLEEXAMPLE:run-2",
    };
    expect(actorOf({ ...roleRecord(), userIdentity })).toMatchObject({
      sessionName: "run-2",
      identity: { key: "arn:aws:iam::777777777777:role/EXAMPLE" },
    });
  });

  it("is unknown, by its unique id, where neither ARN names a role", () => {
    const userIdentity = {
      type: "AssumedRole",
      arn: "arn:aws:sts::111122223333assumed-role/R/S",
      principalId: "AROAIDPPEZS35WEXAMPLE:S",
      accountId: "111122223333",
    };
    expect(identityOf(userIdentity).key).toBe("unknown:111122223333/AROAIDPPEZS35WEXAMPLE");
  });
});

describe("the kind of a role", () => {
  const kindOf = (bend: (record: RawRecord) => void) => {
    const { identity, workload } = actorOf(roleRecord(bend));
    return { kind: identity.kind, workload, claimed: kindIsOnlyClaimed(identity) };
  };
  const context = (record: RawRecord) => record["userIdentity"].sessionContext;

  it("is what AWS wrote about the credential", () => {
    const functionArn = "arn:aws:lambda:us-east-1:123456789123:function:orders";
    expect(
      kindOf((record) => {
        record["userIdentity"].inScopeOf = { issuerType: "AWS::Lambda::Function", credentialsIssuedTo: functionArn };
      }),
    ).toEqual({ kind: "lambda", workload: functionArn, claimed: false });
    expect(
      kindOf((record) => {
        record["userIdentity"].inScopeOf = {
          issuerType: "AWS::EC2::Instance",
          credentialsIssuedTo: "arn:aws:ec2:us-east-1:123456789123:instance/i-06d1d3cface560abe",
        };
      }),
    ).toEqual({ kind: "ec2", workload: "i-06d1d3cface560abe", claimed: false });
    expect(
      kindOf((record) => {
        context(record).ec2RoleDelivery = "2.0";
        rename(record, "i-0317f6c6b66ae9c40");
      }),
    ).toEqual({ kind: "ec2", workload: "i-0317f6c6b66ae9c40", claimed: false });
    expect(
      kindOf((record) => {
        context(record).webIdFederationData = { federatedProvider: eksProvider, attributes: {} };
      }),
    ).toEqual({ kind: "eks", workload: undefined, claimed: false });
    expect(
      kindOf((record) => {
        context(record).webIdFederationData = {
          federatedProvider: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
          attributes: { "token.actions.githubusercontent.com:sub": "repo:o/r:pull_request" },
        };
      }),
    ).toEqual({ kind: "ci-oidc", workload: "repo:o/r:pull_request", claimed: false });
    expect(
      kindOf((record) => {
        context(record).webIdFederationData = { federatedProvider: "https://accounts.google.com" };
      }),
    ).toEqual({ kind: "federated", workload: undefined, claimed: false });
    expect(
      kindOf((record) => {
        context(record).webIdFederationData = {};
      }),
    ).toEqual({ kind: "role", workload: undefined, claimed: false });
  });

  it("is only claimed where the caller's own text is all that says so", () => {
    const uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const task = "0123456789abcdef0123456789abcdef";
    expect(kindOf((record) => rename(record, "i-0317f6c6b66ae9c40"))).toEqual({
      kind: "ec2",
      workload: "i-0317f6c6b66ae9c40",
      claimed: true,
    });
    expect(kindOf((record) => rename(record, `eks-prod-orders-7c9-${uuid}`))).toMatchObject({
      kind: "eks",
      claimed: true,
    });
    expect(kindOf((record) => rename(record, `AWSCodeBuild-${uuid}`))).toMatchObject({
      kind: "codebuild",
      claimed: true,
    });
    expect(
      kindOf((record) => {
        record["userAgent"] = "Boto3/1.28 exec-env/AWS_Lambda_python3.12";
      }),
    ).toEqual({ kind: "lambda", workload: "worker", claimed: true });
    expect(
      kindOf((record) => {
        record["userAgent"] = "aws-sdk-go exec-env/AWS_ECS_FARGATE";
        rename(record, task);
      }),
    ).toEqual({ kind: "ecs", workload: task, claimed: true });
    expect(
      kindOf((record) => {
        context(record).sourceIdentity = "CN=printer-7";
      }),
    ).toEqual({ kind: "roles-anywhere", workload: "CN=printer-7", claimed: true });
  });

  it("is no machine's for names that only resemble", () => {
    for (const name of [
      "i-xyz",
      "i-0317",
      "instance",
      "eks-prod",
      "AWSCodeBuild-mine",
      "0123456789abcdef0123456789abcdef",
      "ecs",
    ]) {
      expect([name, kindOf((record) => rename(record, name)).kind]).toEqual([name, "role"]);
    }
  });

  it("is decided by what AWS wrote, against every claim", () => {
    const functionArn = "arn:aws:lambda:us-east-1:123456789123:function:orders";
    const claimed = kindOf((record) => {
      rename(record, "i-0317f6c6b66ae9c40");
      record["userAgent"] = "exec-env/AWS_ECS_FARGATE";
      record["userIdentity"].inScopeOf = { issuerType: "AWS::Lambda::Function", credentialsIssuedTo: functionArn };
    });
    expect(claimed).toEqual({ kind: "lambda", workload: functionArn, claimed: false });
  });

  it("is service-linked or a person's by a path that only AWS can create, never by the name", () => {
    const named = (path: string) =>
      kindOf((record) => {
        context(record).sessionIssuer.arn = `arn:aws:iam::123456789123:role/${path}`;
      }).kind;
    expect(named("aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")).toBe("service-linked");
    expect(named("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef")).toBe("human");
    for (const path of [
      "AWSServiceRoleForConfig",
      "AWSReservedSSO_Admin_0123456789abcdef",
      "mine/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
    ]) {
      expect([path, named(path)]).toEqual([path, "role"]);
    }
    expect(named("service-role/AmazonBedrockExecutionRoleForAgents_X1")).toBe("bedrock-agent");
    expect(named("AmazonBedrockAgentCoreRuntime-eu-west-1")).toBe("bedrock-agent");
  });

  it("is human on a record that AWS marks as the console's, and says that this holds for the record alone", () => {
    for (const bend of [
      (record: RawRecord) => {
        record["sessionCredentialFromConsole"] = "true";
      },
      (record: RawRecord) => {
        record["userIdentity"].invokedBy = "signin.amazonaws.com";
      },
      (record: RawRecord) => {
        record["eventType"] = "AwsConsoleSignIn";
      },
    ]) {
      const { identity } = actorOf(roleRecord(bend));
      expect(identity).toMatchObject({ key: roleArn, kind: "human" });
      expect(kindIsOfThisRecord(identity)).toBe(true);
    }
  });

  it("is never human for a user agent or a session name that says so", () => {
    for (const userAgent of [
      "signin.amazonaws.com",
      "console.amazonaws.com",
      "[S3Console/0.4]",
      "Mozilla/5.0",
      "AWSReservedSSO_",
    ]) {
      expect(
        kindOf((record) => {
          record["userAgent"] = userAgent;
          rename(record, "alice@example.com");
        }).kind,
      ).toBe("role");
    }
  });
});

describe("identities that are no roles", () => {
  it("are IAM users by their ARN, derived where it is missing", () => {
    expect(
      identityOf({ type: "IAMUser", arn: "arn:aws:iam::1:user/ci/deploy", accessKeyId: "AKIAIOSFODNN7EXAMPLE" }),
    ).toMatchObject({ key: "arn:aws:iam::1:user/ci/deploy", kind: "access-key-user", name: "deploy", accountId: "1" });
    expect(
      identityOf({ type: "IAMUser", accountId: "123456789012", userName: "deploy" }, { awsRegion: "cn-north-1" }).key,
    ).toBe("arn:aws-cn:iam::123456789012:user/deploy");
    expect(
      identityOf({ type: "IAMUser", accountId: "123456789012", userName: "HIDDEN_DUE_TO_SECURITY_REASONS" }).key,
    ).toBe("unknown:123456789012");
    expect(identityOf({ type: "IAMUser", arn: "arn:aws:iam::1:user/BedrockAPIKey-abcd" }).kind).toBe("bedrock-agent");
  });

  it("are an account's root, with and without an ARN", () => {
    expect(identityOf({ type: "Root", arn: "arn:aws:iam::123456789012:root" })).toMatchObject({
      key: "arn:aws:iam::123456789012:root",
      kind: "root",
    });
    expect(identityOf({ type: "Root", accountId: "123456789012" }, { awsRegion: "us-gov-west-1" }).key).toBe(
      "arn:aws-us-gov:iam::123456789012:root",
    );
  });

  it("are AWS services by name, or by where the call came from when the name is AWS Internal", () => {
    expect(identityOf({ type: "AWSService", invokedBy: "eks.amazonaws.com" })).toMatchObject({
      key: "service:eks.amazonaws.com",
      kind: "aws-service",
      accountId: "",
      name: "eks.amazonaws.com",
    });
    expect(
      identityOf({ type: "AWSService", invokedBy: "AWS Internal" }, { sourceIPAddress: "rds.amazonaws.com" }).key,
    ).toBe("service:rds.amazonaws.com");
    expect(
      identityOf(
        { accountId: "1", invokedBy: "AWS Internal;" },
        { eventType: "AwsServiceEvent", eventSource: "kms.amazonaws.com", sourceIPAddress: "203.0.113.25" },
      ).key,
    ).toBe("service:kms.amazonaws.com");
    expect(identityOf({}, { eventType: "AwsServiceEvent", eventSource: "kms.amazonaws.com" }).kind).toBe("aws-service");
  });

  it("are other accounts as a whole, and principals of this account by their unique id", () => {
    const own = { recipientAccountId: "123456789012" };
    const outside = (session: string) =>
      identityOf({ type: "AWSAccount", accountId: "777788889999", principalId: `AROAEXAMPLEEXAMPLE${session}` }, own);
    expect(outside("1:a")).toMatchObject({
      key: "account:777788889999",
      kind: "third-party",
      accountId: "777788889999",
    });
    expect(outside("2:b")).toBe(outside("1:a"));
    expect(
      identityOf({ type: "AWSAccount", accountId: "123456789012", principalId: "AROAEXAMPLEEXAMPLE:run" }, own),
    ).toMatchObject({ key: "account:123456789012/AROAEXAMPLEEXAMPLE", kind: "role" });
    expect(
      identityOf({ type: "AWSAccount", accountId: "123456789012", principalId: "AIDAEXAMPLEEXAMPLE" }, own).kind,
    ).toBe("access-key-user");
    expect(identityOf({ type: "AWSAccount", accountId: "123456789012" }, own)).toMatchObject({
      key: "account:123456789012",
      kind: "unknown",
    });
    expect(identityOf({ type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" }, own)).toMatchObject({
      key: "unknown:anonymous",
      kind: "unknown",
    });
  });

  it("are web identities by provider and lasting subject, with the whole subject as the workload", () => {
    const web = (identityProvider: string, userName: string, principalId?: string) =>
      actorOf({ ...roleRecord(), userIdentity: { type: "WebIdentityUser", identityProvider, userName, principalId } });
    expect(web(eksProvider, "system:serviceaccount:shop:orders")).toMatchObject({
      identity: { kind: "eks", name: "system:serviceaccount:shop:orders", accountId: "123456789012" },
      workload: "system:serviceaccount:shop:orders",
    });
    const github = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const main = web(github, "repo:acme/shop:ref:refs/heads/main");
    expect(main).toMatchObject({
      identity: { key: "web-identity:token.actions.githubusercontent.com#repo:acme/shop", kind: "ci-oidc" },
      workload: "repo:acme/shop:ref:refs/heads/main",
    });
    expect(web(github, "repo:acme/shop:pull_request").identity).toBe(main.identity);
    const cognito = "cognito-identity.amazonaws.com";
    const visitor = (id: string) => web(cognito, id, `${cognito}:eu-west-1:pool:${id}`).identity;
    expect(visitor("eu-west-1:a")).toMatchObject({ key: `web-identity:${cognito}#eu-west-1:pool`, kind: "federated" });
    expect(visitor("eu-west-1:b")).toBe(visitor("eu-west-1:a"));
  });

  it("believe a Kubernetes subject of an unknown provider only where STS has read it from the token", () => {
    const userIdentity = {
      type: "WebIdentityUser",
      identityProvider: "arn:aws:iam::1:oidc-provider/k8s.example.com",
      userName: "system:serviceaccount:a:b",
    };
    const read = { responseElements: { subjectFromWebIdentityToken: "system:serviceaccount:a:b" } };
    expect(kindIsOnlyClaimed(identityOf(userIdentity, { responseElements: null }))).toBe(true);
    expect(kindIsOnlyClaimed(identityOf(userIdentity, read))).toBe(false);
    expect(identityOf(userIdentity, read).kind).toBe("eks");
  });

  it("are people where SAML or IAM Identity Center says so", () => {
    expect(
      identityOf({ type: "SAMLUser", identityProvider: "arn:aws:iam::1:saml-provider/okta", userName: "alice" }),
    ).toMatchObject({ key: "saml:arn:aws:iam::1:saml-provider/okta#alice", kind: "human", accountId: "1" });
    const onBehalfOf = {
      userId: "544894e8",
      identityStoreArn: "arn:aws:identitystore::123456789012:identitystore/d-90671",
    };
    expect(identityOf({ type: "IdentityCenterUser", accountId: "123456789012", onBehalfOf })).toMatchObject({
      key: `${onBehalfOf.identityStoreArn}/user/544894e8`,
      kind: "human",
    });
  });

  it("are the user or root that issued a federation token, whatever the token is called", () => {
    const federated = (issuer: string) =>
      actorOf({
        ...roleRecord(),
        userIdentity: {
          type: "FederatedUser",
          arn: "arn:aws:sts::1:federated-user/bob",
          sessionContext: { sessionIssuer: { arn: issuer } },
        },
      });
    expect(federated("arn:aws:iam::1:user/broker")).toMatchObject({
      identity: { key: "arn:aws:iam::1:user/broker", kind: "access-key-user" },
      sessionName: "bob",
    });
    expect(federated("arn:aws:iam::1:root").identity.kind).toBe("root");
  });

  it("are found by their ARN where the type is missing, unknown or new, and stay unknown without one", () => {
    for (const type of [undefined, "Unknown", "SomethingNew"]) {
      const by = (arn: string) => identityOf({ type, arn, accountId: "1" }).key;
      expect(by("arn:aws:sts::1:assumed-role/deploy/run")).toBe("arn:aws:iam::1:role/deploy");
      expect(by("arn:aws:iam::1:user/deploy")).toBe("arn:aws:iam::1:user/deploy");
      expect(by("arn:aws:iam::1:role/a/deploy")).toBe("arn:aws:iam::1:role/a/deploy");
      expect(identityOf({ type, accountId: "1", userName: `made-up-${type}` })).toMatchObject({
        key: "unknown:1",
        kind: "unknown",
      });
    }
    expect(identityOf({ type: "Directory", accountId: "1", userName: "x" })).toMatchObject({
      key: "unknown:1",
      kind: "unknown",
    });
  });
});

describe("resolving actors", () => {
  it("gives the same identities on every call and after a flood of other principals", () => {
    const records = setNames.flatMap((name) => recordsOf(name)).filter((record) => record["eventSource"] !== "aws:s3");
    const activities = records.map(activityOf);
    const before = activities.map(resolveActor);
    for (let index = 0; index < 45_000; index += 1) {
      const arn = `arn:aws:sts::1:assumed-role/flood-${index}/session-${index}`;
      resolveActor({ ...activities[0]!, user: { type: "AssumedRole", arn } });
    }
    expect(activities.map(resolveActor)).toEqual(before);
  });

  it("keeps keys, names and everything else that a caller chose within bounds, and names printable", () => {
    const long = "x\u202e".repeat(50_000);
    const users: object[] = [
      {
        type: "AssumedRole",
        arn: `arn:aws:sts::1:assumed-role/${long}/${long}`,
        principalId: `AROA:${long}`,
        accessKeyId: long,
        invokedBy: long,
        sessionContext: { sourceIdentity: `CN=${long}` },
      },
      { type: "IAMUser", userName: long, accountId: "1" },
      { type: "WebIdentityUser", identityProvider: long, userName: long },
      { type: "SAMLUser", identityProvider: long, userName: long },
      { type: "AWSService", invokedBy: `${long}.amazonaws.com` },
      { type: "AWSAccount", accountId: long },
      { type: "IdentityCenterUser", onBehalfOf: { userId: long, identityStoreArn: long } },
      { type: long, accountId: long },
    ];
    for (const userIdentity of users) {
      const { identity, ...rest } = actorOf({ ...roleRecord(), userIdentity });
      expect(identity.key.length).toBeLessThanOrEqual(512);
      expect(identity.name.length).toBeLessThanOrEqual(128);
      expect(identity.name).not.toMatch(/[\p{C}]/u);
      for (const text of Object.values(rest))
        if (typeof text === "string") expect(text.length).toBeLessThanOrEqual(256);
    }
  });

  it("tells over-long keys apart that begin alike", () => {
    const keyOf = (end: string) =>
      identityOf({ type: "IAMUser", arn: `arn:aws:iam::1:user/${"x".repeat(2_000)}${end}` }).key;
    expect(keyOf("a")).not.toBe(keyOf("b"));
    expect(keyOf("a")).toBe(keyOf("a"));
  });

  it("answers for every real record with any field of its userIdentity replaced by any JSON value", () => {
    const records = [...recordsOf("parser-corpus"), ...recordsOf("boogy-eks-production").slice(0, 400)];
    const paths = [
      ["type"],
      ["arn"],
      ["principalId"],
      ["accountId"],
      ["userName"],
      ["invokedBy"],
      ["identityProvider"],
      ["inScopeOf"],
      ["onBehalfOf"],
      ["sessionContext"],
      ["sessionContext", "sessionIssuer"],
      ["sessionContext", "sessionIssuer", "arn"],
      ["sessionContext", "attributes"],
      ["sessionContext", "webIdFederationData"],
      ["sessionContext", "ec2RoleDelivery"],
    ];
    const types = [
      "AssumedRole",
      "IAMUser",
      "Root",
      "AWSService",
      "AWSAccount",
      "WebIdentityUser",
      "SAMLUser",
      "FederatedUser",
      "IdentityCenterUser",
      "Directory",
      "Unknown",
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("", ":", "/", "arn:", "arn:aws:sts::1:assumed-role/", ...types),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...records),
        fc.constantFrom(...paths),
        value,
        fc.option(fc.constantFrom(...types)),
        (record, path, bent, type) => {
          const copy = structuredClone(record);
          if (type !== null) copy["userIdentity"].type = type;
          let target = copy["userIdentity"];
          for (const name of path.slice(0, -1))
            target = typeof target[name] === "object" && target[name] !== null ? target[name] : {};
          target[path.at(-1) ?? ""] = bent;
          for (const reading of readEvent(copy)) {
            if (reading.kind !== "activity") continue;
            const { identity } = resolveActor(reading.activity);
            expect(identity.key).not.toBe("");
            expect(identityKinds).toContain(identity.kind);
            expect(identity.reason).not.toBe("");
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
