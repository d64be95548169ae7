import fc from "fast-check";
import { assess } from "../../../lib/domain/assess.ts";
import type { NetworkLookup } from "../../../lib/domain/behaviour/network-facts.ts";
import { type IdentityKind, identityKinds } from "../../../lib/domain/identity/identity.ts";
import { evidence } from "../../../lib/domain/identity/kind-evidence.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { eventIdOf, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

/** All of 192.0.2.0/24 is AWS's, and one real address, by which the warden knows that ranges are known. */
const networks: NetworkLookup = (address) => {
  const prefix = `${address.slice(0, address.lastIndexOf("."))}.0/24`;
  return /^(192\.0\.2\.|52\.94\.76\.)/.test(address)
    ? { prefix, kind: "public", awsService: "EC2", awsRegion: "eu-west-1" }
    : { prefix, kind: "public" };
};
const terms = termsFor(
  madeActor("lambda").identity.key,
  noRules,
  defaultPolicy,
  surroundingsOf(defaultPolicy, { networks }),
);

const calls = fc.array(
  fc.record({
    night: fc.nat(2),
    minute: fc.nat(50),
    sourceAddress: fc.constantFrom("192.0.2.10", "203.0.113.180", "203.0.113.181", "198.18.0.9", "10.0.0.7"),
    eventName: fc.constantFrom("GetObject", "PutObject"),
    userAgent: fc.constantFrom("Boto3/1.34.0", "aws-cli/2.22.7 Darwin/23.4", "Mozilla/5.0 (X11; Linux)", undefined),
    session: fc.constantFrom("ASIAFIRST", "ASIASECOND"),
    // The records of one role may show it as another kind each.
    kind: fc.constantFrom<IdentityKind>("lambda", "lambda", "role", "human"),
  }),
  { minLength: 2, maxLength: 12 },
);

test("a young workload outside of AWS is told, and its trust falls by it", () => {
  const activity = madeActivity({ sourceAddress: "203.0.113.180", timeMs: nightOf(0) });
  const { signals, trust } = assess(activity, madeActor("lambda"), emptyStanding(), terms, activity.timeMs);
  expect(signals).toMatchObject([{ kind: "workload-away", points: 12 }]);
  expect(trust).toBe(88);
});

test("what a young workload's kind makes of its calls does not depend on the order in which they come", () => {
  fc.assert(
    fc.property(calls, fc.infiniteStream(fc.nat()), (made, ranks) => {
      const events = made.map(({ night, minute, session, kind, ...rest }, index) => ({
        rank: ranks.next().value as number,
        night,
        actor: madeActor(kind, { accessKeyId: session, sessionStartedMs: nightOf(0) }),
        activity: madeActivity({ ...rest, eventId: eventIdOf(index), timeMs: nightOf(night) + minute * 60_000 }),
      }));
      const standingOf = (some: typeof events) => {
        const standing = emptyStanding();
        for (const { activity, actor } of some) assess(activity, actor, standing, terms, activity.timeMs);
        return Buffer.from(encodeStanding(standing)).toString("hex");
      };
      const byTime = [...events].sort((a, b) => a.activity.timeMs - b.activity.timeMs);
      // Records come within an hour: those of one night in any order.
      const byRank = [...events].sort((a, b) => a.night - b.night || a.rank - b.rank);
      expect(standingOf(byRank)).toBe(standingOf(byTime));
    }),
    { numRuns: 300 },
  );
});

const laptop = "aws-cli/2.22.7 Darwin/23.4";
const windows = "aws-cli/1.16.0 Python/3.6.0 Windows/10 botocore/1.12";
const browser = "Mozilla/5.0 (X11; Linux x86_64)";
const shell = "aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255 exec-env/CloudShell";
const onLambda = "Boto3/1.34.0 exec-env/AWS_Lambda_python3.12";
const onEcs = "Boto3/1.34.0 exec-env/AWS_ECS_FARGATE";
const agents = [laptop, windows, browser, shell, onLambda, onEcs, "console.amazonaws.com", "Boto3/1.34.0", "curl/8"];

const youngWith = (
  userAgent: string,
  kind: IdentityKind,
  reason = "made for a test",
  earlier: readonly string[] = [],
) => {
  const actor = madeActor(kind);
  const holder = { ...actor, identity: { ...actor.identity, reason } };
  const standing = emptyStanding();
  const told = [...earlier, userAgent].map((agent, night) => {
    const activity = madeActivity({ userAgent: agent, eventId: eventIdOf(night), timeMs: nightOf(night) });
    return assess(activity, holder, standing, terms, activity.timeMs);
  });
  return told.at(-1)?.signals.filter((signal) => signal.kind === "execution-environment") ?? [];
};

test.each<[IdentityKind, string, number]>([
  ["lambda", laptop, 4.5],
  ["lambda", windows, 4.5],
  ["lambda", browser, 4.5],
  ["lambda", "console.amazonaws.com", 4.5],
  ["lambda", shell, 4.5],
  ["lambda", onEcs, 4.5],
  ["ecs", laptop, 4.5],
  // ECS runs Windows as well, and hosted runners both.
  ["ecs", windows, 2.25],
  ["ci-oidc", laptop, 2.25],
  ["ci-oidc", windows, 2.25],
  ["ci-oidc", browser, 4.5],
  ["codebuild", browser, 4.5],
  ["third-party", laptop, 4.5],
  ["third-party", shell, 4.5],
  ["bedrock-agent", laptop, 4.5],
  ["roles-anywhere", browser, 4.5],
])("a young %s's credential used with %j is told, weakly", (kind, userAgent, points) => {
  expect(youngWith(userAgent, kind)).toMatchObject([
    {
      family: "agent",
      points,
      deterministic: false,
      band: "unseen",
      expected: expect.stringMatching(/: it has no history of its own yet$/),
    },
  ]);
});

test.each<[IdentityKind, string]>([
  ["lambda", "Boto3/1.34.0"],
  ["lambda", onLambda],
  ["lambda", "AWS Internal"],
  ["ecs", onEcs],
  ["ec2", windows],
  ["ec2", onEcs],
  ["codebuild", onEcs],
  ["ci-oidc", "aws-cli/2.22.7 os/linux"],
  ["third-party", onLambda],
  ["roles-anywhere", windows],
])("a young %s's credential used with %j is as expected", (kind, userAgent) => {
  expect(youngWith(userAgent, kind)).toEqual([]);
});

test("of people, of users' keys and of roles of unknown kind nothing is expected, whatever the agent", () => {
  const silent: readonly IdentityKind[] = ["human", "root", "access-key-user", "role", "federated", "unknown"];
  for (const kind of silent) for (const agent of agents) expect(youngWith(agent, kind)).toEqual([]);
  // A user that is named as Bedrock names those of its API keys is a developer's as a rule.
  expect(youngWith(laptop, "bedrock-agent", evidence.bedrockUserName.reason)).toEqual([]);
});

test("no kind's expectation weighs what a family needs to be evidence of its own, and all of it fits a signal's text", () => {
  for (const kind of identityKinds) {
    for (const agent of [...agents, `${"x".repeat(40)}/1 exec-env/CloudShell`]) {
      for (const { points, observed, expected, deterministic } of youngWith(agent, kind)) {
        expect(points).toBeLessThan(6);
        expect(deterministic).toBe(false);
        expect(observed).not.toMatch(/…$/);
        expect(expected).toMatch(/yet$/);
      }
    }
  }
});

test("an agent of an earlier day is no news, and after a week its own history counts instead", () => {
  expect(youngWith(laptop, "lambda", undefined, [laptop])).toEqual([]);
  expect(youngWith(laptop, "lambda", undefined, ["Boto3/1.34.0"])).toHaveLength(1);
  expect(
    youngWith(
      laptop,
      "lambda",
      undefined,
      Array.from({ length: 12 }, () => "Boto3/1.34.0"),
    ),
  ).toEqual([]);
});
