import { kindIsOnlyClaimed } from "../../../lib/domain/identity/kind-evidence.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { activitiesOf, setNames, tally } from "../event/cloudtrail-sets.ts";

const actorsOf = (name: (typeof setNames)[number]) => activitiesOf(name).map(resolveActor);

describe("the identities of real accounts", () => {
  it("are 24 roles in the busy production account, however many sessions they have", () => {
    const actors = actorsOf("boogy-eks-production");
    const roles = new Set(actors.map((actor) => actor.identity.key).filter((key) => key.includes(":role/")));
    const sessions = new Set(
      activitiesOf("boogy-eks-production").flatMap(({ user }) => (user.type === "AssumedRole" ? [user.arn] : [])),
    );
    expect(roles.size).toBe(24);
    expect(sessions.size).toBeGreaterThan(60);
  });

  it("name the pods behind the production account's web identities, in one cluster", () => {
    const web = actorsOf("boogy-eks-production").filter((actor) => actor.identity.key.startsWith("web-identity:"));
    expect(tally(web.map((actor) => actor.workload ?? "none"))).toEqual({
      "system:serviceaccount:mynamespace:access-multicluster-resources-sa": 2,
      "system:serviceaccount:mynamespace:cip-cloudy-cider-execution-events-sa": 1,
      "system:serviceaccount:mynamespace:cip-cloudy-cider-other-events-sa": 1,
      "system:serviceaccount:mynamespace:dataflow-fluent-bit-sa": 2,
      "system:serviceaccount:mynamespace:int-config-server-sa": 1,
      "system:serviceaccount:mynamespace:inventory-sa": 1,
      "system:serviceaccount:mynamespace:login-raw-events-sa": 1,
      "system:serviceaccount:secrets-operator:external-secrets-operator": 3,
      "system:serviceaccount:velero:velero-server": 9,
      "system:serviceaccount:yolo:yolo": 1,
    });
    for (const { identity } of web) expect(identity.kind).toBe("eks");
    expect(new Set(web.map(({ identity }) => identity.key.split("#")[0])).size).toBe(1);
  });

  it("keep the callers of the production account's KMS key apart from the other account that assumes a role", () => {
    const accounts = actorsOf("boogy-eks-production").filter((actor) => actor.identity.key.startsWith("account:"));
    expect(tally(accounts.map(({ identity }) => `${identity.kind} ${identity.key}`))).toEqual({
      "role account:123456789012/AROC7E598EE6F3133789": 894,
      "third-party account:100000000002": 2,
    });
  });

  it("include the instance whose stolen credentials were used, named by its id", () => {
    const stolen = actorsOf("otrf-ec2-proxy-s3-exfil").filter((actor) => actor.identity.kind === "ec2");
    expect(stolen).toHaveLength(11);
    for (const actor of stolen) {
      expect(actor.workload).toBe("i-0317f6c6b66ae9c40");
      expect(kindIsOnlyClaimed(actor.identity)).toBe(false);
    }
  });

  it("are of these kinds, set by set", () => {
    const kinds = Object.fromEntries(
      setNames.map((name) => [name, tally(actorsOf(name).map((actor) => actor.identity.kind))]),
    );
    expect(kinds).toEqual({
      attacks: { "access-key-user": 161, ec2: 2, human: 5, role: 31 },
      "boogy-eks-production": {
        "aws-service": 216,
        ec2: 172,
        eks: 22,
        federated: 49,
        lambda: 50,
        role: 1_168,
        "third-party": 2,
      },
      "grycap-course-account": { "aws-service": 9, human: 120, lambda: 2, role: 4, root: 7 },
      "opensearch-loghub": { "aws-service": 72, lambda: 5, role: 21, "service-linked": 741 },
      "otrf-ec2-proxy-s3-exfil": { "access-key-user": 87, "aws-service": 5, ec2: 11 },
      "parser-corpus": {
        "access-key-user": 71,
        "aws-service": 30,
        ec2: 2,
        human: 69,
        lambda: 3,
        role: 56,
        root: 21,
        "third-party": 1,
        unknown: 4,
      },
      traildiscover: { "access-key-user": 234, human: 78, role: 1 },
    });
  });
});
