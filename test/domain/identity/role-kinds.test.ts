import { kindIsOfThisRecord, kindIsOnlyClaimed } from "../../../lib/domain/identity/kind-evidence.ts";
import type { RawRecord } from "../event/cloudtrail-sets.ts";
import { actorOf, eksProvider, identityOf, rename, roleArn, roleRecord } from "./role-record.ts";

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
