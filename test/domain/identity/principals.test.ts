import { kindIsOnlyClaimed } from "../../../lib/domain/identity/kind-evidence.ts";
import { actorOf, eksProvider, identityOf, roleRecord } from "./role-record.ts";

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
    expect(identityOf({ type: "AWSAccount", principalId: "AROAEXAMPLEEXAMPLE:run" }, own).key).toBe(
      "unknown:123456789012/AROAEXAMPLEEXAMPLE",
    );
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
