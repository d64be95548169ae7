import fc from "fast-check";
import { assess, assessSession } from "../../../lib/domain/assess.ts";
import { latenessMs } from "../../../lib/domain/behaviour/calendar.ts";
import { agentFamilyOf } from "../../../lib/domain/behaviour/user-agent.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { evidence } from "../../../lib/domain/identity/kind-evidence.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy, termsOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const kind = "execution-environment";
const boto3 = (environment = "") =>
  `Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.1 lang/python#3.12.7${environment && ` exec-env/${environment}`}`;
const javascript = (environment = "") =>
  `aws-sdk-js/3.575.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#20.12${environment && ` exec-env/${environment}`}`;
const onLambda = boto3("AWS_Lambda_python3.12");
const onEcs = boto3("AWS_ECS_FARGATE");
const inShell = "aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255 exec-env/CloudShell exe/x86_64.amzn.2";

/** A month of nights with one user agent, or with one of several in turn; on some nights with another one beside it. */
function livedWith(actor: Actor, agents: string | readonly string[], beside?: string, besideNights = nights): Standing {
  const all = typeof agents === "string" ? [agents] : agents;
  return learned(
    nightlyBackup(nights).map((activity, index) => {
      const night = Math.floor(index / 6);
      const isBeside = beside !== undefined && index % 6 === 0 && night < besideNights;
      return { ...activity, userAgent: isBeside ? beside : (all[night % all.length] as string) };
    }),
    { actor },
  );
}

const tonight = (userAgent: string, bent: Partial<Activity> = {}) =>
  madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, userAgent, ...bent });
const allTold = (standing: Standing, userAgent: string, actor: Actor) =>
  assessAll(copyOf(standing), [tonight(userAgent)], { actor }).flatMap(({ signals }) => signals);
const told = (standing: Standing, userAgent: string, actor: Actor) =>
  allTold(standing, userAgent, actor).filter((signal) => signal.kind === kind);

const functions = madeActor("lambda");
const tasks = madeActor("ecs");

test("a function's credential used by the same SDK that is in no function is told, in the family of the new agent", () => {
  const standing = livedWith(functions, onLambda);
  const signals = allTold(standing, boto3(), functions);
  expect(signals.map((signal) => [signal.kind, signal.family])).toEqual([
    ["user-agent", "agent"],
    [kind, "agent"],
  ]);
  expect(signals[1]).toMatchObject({
    observed: "a function's credential used with boto3, which names no environment",
    expected: "on lambda, as on 30 of 30 days",
    band: "unseen",
    deterministic: false,
    sensitive: false,
  });
  // Correlated evidence counts once: the stronger of the two is all that trust loses.
  const [, environment] = signals;
  const { trust, losses } = shownBy(standing, tonight(boto3()), { actor: functions });
  expect(losses).toMatchObject([{ family: "agent", points: environment?.points }]);
  expect(trust).toBeCloseTo(100 - (environment?.points as number));
  expect(environment?.points).toBeGreaterThan(14);
  expect(environment?.points).toBeLessThanOrEqual(18);
});

test.each([
  ["another tool", "curl/8.1", /curl, which names no environment$/],
  ["a laptop's command line", "aws-cli/2.22.7 Darwin/23.4", /aws-cli on macos, which names no environment$/],
  ["an environment that nobody knows", boto3("AWS_EC2"), /boto3, which names no environment$/],
  ["a task", onEcs, /boto3 on ecs$/],
  ["a shell in the browser", inShell, /aws-cli on cloudshell$/],
])("a function's credential used by %s is told", (_, userAgent, observed) => {
  expect(told(livedWith(functions, onLambda), userAgent, functions)).toMatchObject([
    { observed: expect.stringMatching(observed) },
  ]);
});

test("a task's credential is held to ECS likewise", () => {
  const standing = livedWith(tasks, onEcs);
  expect(told(standing, boto3(), tasks)).toMatchObject([{ expected: "on ecs, as on 30 of 30 days" }]);
  expect(told(standing, onLambda, tasks)).toMatchObject([{ expected: "not on lambda, as on 30 of 30 days" }]);
  expect(told(standing, javascript("AWS_ECS_EC2"), tasks)).toEqual([]);
});

test("another tool in the same environment is a new tool, and no other environment", () => {
  const signals = allTold(livedWith(functions, onLambda), javascript("AWS_Lambda_nodejs20.x"), functions);
  expect(signals.map((signal) => signal.kind)).toEqual(["user-agent"]);
});

test("without a history of agents that name their environment, one that names none is nothing", () => {
  expect(told(emptyStanding(), boto3(), functions)).toEqual([]);
  expect(told(learned(nightlyBackup(6, { userAgent: onLambda }), { actor: functions }), boto3(), functions)).toEqual(
    [],
  );
  // An image of one's own: nothing ever named one, and now it is another SDK that does not.
  expect(told(livedWith(functions, boto3()), javascript(), functions)).toEqual([]);
  // Both are habits of the role.
  expect(told(livedWith(functions, onLambda, "my-extension/1"), "curl/8.1", functions)).toEqual([]);
  expect(told(livedWith(functions, onLambda, boto3()), boto3(), functions)).toEqual([]);
});

test("a tool that always named it is held to that, whatever other tools name none", () => {
  const standing = livedWith(functions, onLambda, "my-extension/1");
  expect(told(standing, boto3(), functions)).toMatchObject([{ expected: "on lambda, as on 30 of 30 days" }]);
});

test("what seldom named none counts less, and from one day in seven on nothing", () => {
  const points = [0, 1, 2, 3, 4].map(
    (days) => told(livedWith(functions, onLambda, javascript(), days), "curl/8.1", functions)[0]?.points ?? 0,
  );
  expect(points).toEqual([...points].sort((a, b) => b - a));
  expect(points[4]).toBeLessThan(points[0] as number);
  expect(told(livedWith(functions, onLambda, javascript(), 5), "curl/8.1", functions)).toEqual([]);
});

test("a function that changes its tools all the time is held to its environment all the same", () => {
  const agents = Array.from(
    { length: nights },
    (_, night) => `tool-${String.fromCharCode(97 + night)}/1 exec-env/AWS_Lambda_x`,
  );
  const signals = allTold(livedWith(functions, agents), "curl/8.1", functions);
  expect(signals.map((signal) => signal.kind)).toEqual([kind]);
});

test.each<[IdentityKind, string, boolean]>([
  ["ec2", onLambda, true],
  ["ec2", inShell, true],
  // A task without a role of its own uses its instance's.
  ["ec2", onEcs, false],
  ["eks", onLambda, true],
  ["eks", onEcs, true],
  ["codebuild", inShell, true],
  // ECS and Lambda run builds.
  ["codebuild", onEcs, false],
  ["codebuild", onLambda, false],
  ["role", onLambda, false],
  ["access-key-user", inShell, false],
  ["third-party", onLambda, false],
  ["human", inShell, false],
])("on %s, %j is what its holder is not: %j", (identityKind, userAgent, isTold) => {
  const actor = madeActor(identityKind);
  const signals = told(livedWith(actor, boto3()), userAgent, actor);
  expect(signals).toHaveLength(isTold ? 1 : 0);
  if (isTold) expect(signals[0]).toMatchObject({ deterministic: false, expected: expect.stringMatching(/^not on/) });
  expect(told(livedWith(actor, userAgent), userAgent, actor)).toEqual([]);
});

const ofAws = [
  "AWS Internal",
  "secretsmanager.amazonaws.com",
  "aws-internal/3 aws-sdk-java/1.12.583 Linux/5.10 exec-env/AWS_Lambda_java8",
  "aws-internal/3 aws-sdk-java/1.12.583 Linux/5.10",
  "awslambda-worker/1.0 rusoto/0.48.0 rust/1.82.0 linux",
  "console.amazonaws.com",
  "Mozilla/5.0 (X11; Linux x86_64)",
];

test.each(ofAws)("%j is AWS's or a person's: it is not told, and is no history either way", (agent) => {
  for (const [actor, own] of [
    [functions, onLambda],
    [tasks, onEcs],
    [madeActor("ec2"), boto3()],
  ] as const) {
    expect(told(livedWith(actor, own), agent, actor)).toEqual([]);
  }
  // Beside them on every night, the function's own agents say the same as without.
  const own = told(livedWith(functions, onLambda), boto3(), functions);
  expect(told(livedWith(functions, onLambda, agent), boto3(), functions)).toEqual(own);
  expect(told(livedWith(functions, agent), boto3(), functions)).toEqual([]);
});

/** A role that a service took every night; what its records say of it is up to its own software. */
function takenBy(makers: readonly string[], actor: Actor, userAgent: string): Standing {
  const standing = emptyStanding();
  for (const [index, activity] of nightlyBackup(nights, { userAgent }).entries()) {
    const { key: identityKey, accountId } = actor.identity;
    if (index % 6 === 0) {
      for (const makerKey of makers) {
        const about = { sessionName: "s", issuedMs: activity.timeMs, makerAccessKeyId: undefined, subject: undefined };
        const issued = {
          identityKey,
          accountId,
          kind: actor.identity.kind,
          makerKey,
          accessKeyId: `ASIA${index}`,
          ...about,
        };
        assessSession(activity, madeActor("aws-service"), issued, standing, termsOf({}));
      }
    }
    assess(activity, actor, standing, termsOf({}), activity.timeMs);
  }
  return standing;
}

const claiming = (kind: IdentityKind, reason: string): Actor => {
  const actor = madeActor(kind);
  return { ...actor, identity: { ...actor.identity, reason } };
};
const byAgent = claiming("lambda", evidence.lambdaAgent.reason);

test("where only the agent said that it is a function, the service that took the role says so as well", () => {
  const lambda = "service:lambda.amazonaws.com";
  const standing = takenBy([lambda], byAgent, onLambda);
  const stolen = madeActor("role");
  expect(told(standing, boto3(), stolen)).toMatchObject([{ observed: expect.stringMatching(/^a function's/) }]);
  expect(told(standing, onLambda, byAgent)).toEqual([]);
  expect(told(takenBy([], byAgent, onLambda), boto3(), stolen)).toEqual([]);
  expect(told(takenBy([lambda, "arn:aws:iam::111122223333:user/dev"], byAgent, onLambda), boto3(), stolen)).toEqual([]);
});

test("who has a task's credential does not become a function by saying so", () => {
  const standing = takenBy(["service:ecs-tasks.amazonaws.com"], tasks, onEcs);
  expect(told(standing, onLambda, byAgent)).toMatchObject([{ expected: "not on lambda, as on 30 of 30 days" }]);
});

const parts = fc.constantFrom(
  ...["Boto3/1.34.0", "aws-sdk-js/3.5", "curl/8", "exec-env/AWS_ECS_FARGATE", "exec-env/CloudShell", "exec-env/"],
  ...["AWS_Lambda_python3.12", "exec_env/AWS_Lambda_x", "on lambda", "Darwin", "Windows", "app/lambda", "(", "é"],
);
const texts = fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => some.join(" "));

test("no agent is passed over for an environment that it names, but for the one that is the function's own", () => {
  const standing = livedWith(functions, onLambda);
  fc.assert(
    fc.property(texts, (userAgent) => {
      const isOwn = agentFamilyOf(userAgent).name.endsWith(" on lambda");
      const signals = told(standing, userAgent, functions);
      expect(signals).toHaveLength(isOwn ? 0 : 1);
      for (const { points, observed, expected, deterministic } of signals) {
        expect(points).toBeLessThanOrEqual(18);
        expect(Math.max(observed.length, expected.length)).toBeLessThanOrEqual(120);
        expect(deterministic).toBe(false);
      }
    }),
  );
});

test("whatever the order within the lateness window, the same agents leave the same standing", () => {
  const calls = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 5 }),
      second: fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(10, 3_590, 3_610, 86_390)),
      userAgent: fc.constantFrom(onLambda, onEcs, boto3(), javascript(), inShell, "AWS Internal", "curl/8"),
      sourceAddress: fc.constantFrom("192.0.2.10", "198.51.7.7"),
      // The records of one role may show it as another kind each.
      actor: fc.constantFrom(functions, byAgent, madeActor("role"), madeActor("ec2"), madeActor("human")),
    }),
    { minLength: 2, maxLength: 14 },
  );
  const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 14 });
  const known = takenBy(["service:lambda.amazonaws.com"], functions, onLambda);
  fc.assert(
    fc.property(calls, delays, (made, lateBy) => {
      const events = made.map(({ day, second, actor, ...rest }, index) => {
        const timeMs = nightOf(nights + day) - 3 * 3_600_000 + second * 1_000;
        const activity = madeActivity({ ...rest, eventId: eventIdOf(index), timeMs });
        return { actor, activity, timeMs, arrivedMs: timeMs + (lateBy[index % lateBy.length] as number) };
      });
      const standingOf = (some: typeof events) => {
        const standing = copyOf(known);
        for (const { activity, actor } of some) assessAll(standing, [activity], { actor });
        return Buffer.from(encodeStanding(standing)).toString("hex");
      };
      const byTime = [...events].sort((a, b) => a.timeMs - b.timeMs);
      const byArrival = [...events].sort((a, b) => a.arrivedMs - b.arrivedMs);
      expect(standingOf(byArrival)).toBe(standingOf(byTime));
    }),
    { numRuns: 200 },
  );
});
