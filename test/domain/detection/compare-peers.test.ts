import fc from "fast-check";
import { markKey } from "../../../lib/domain/behaviour/dimension.ts";
import { anyRegion, peerMark, peerOf, peersFrom, sharedRegion } from "../../../lib/domain/behaviour/peers.ts";
import { comparePeers } from "../../../lib/domain/detection/compare-peers.ts";
import { addSignal, compareWith } from "../../../lib/domain/detection/comparison.ts";
import { observeActivity } from "../../../lib/domain/detection/observe-activity.ts";
import { ruleFactsOf } from "../../../lib/domain/detection/rule-facts.ts";
import type { Signal } from "../../../lib/domain/detection/signal.ts";
import { nothingKnown, type Surroundings } from "../../../lib/domain/detection/surroundings.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor } from "../../../lib/domain/identity/identity.ts";
import { copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const standing = learned(nightlyBackup(30));
const others = Array.from({ length: 10 }, (_, at) => `arn:aws:iam::111122223333:role/${"abcdefghij"[at]}-worker`);
const idOf = (key: string) => peerOf(key)?.id as number;
const marks = (keys: readonly string[], key: number) => keys.map((one) => peerMark(key, idOf(one)));

/** An account of ten others, of whom so many do an action and its service. */
function surroundedBy(doers: number, action: string, everybody = others): Surroundings {
  const all = marks(everybody, markKey(0, "sts:GetCallerIdentity"));
  const some = others.slice(0, doers);
  const service = action.slice(0, action.indexOf(":"));
  const doing = [...marks(some, markKey(0, action)), ...marks(some, markKey(1, service))];
  const peers = peersFrom([all, [...all, ...doing]]);
  return { ...nothingKnown, peers: (accountId) => (accountId === "111122223333" ? peers : undefined) };
}

function signalsOf(
  action: string,
  surroundings: Surroundings,
  actor: Actor = madeActor(),
  bent: Partial<Activity> = {},
) {
  const [service, eventName] = action.split(":") as [string, string];
  const activity = madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(30), eventName, service, ...bent });
  const comparison = compareWith(copyOf(standing).baseline, activity, actor, surroundings);
  observeActivity(comparison);
  return { comparison, signals: comparison.signals ?? [] };
}
const newOf = (signals: readonly Signal[]) => signals.filter(({ kind }) => kind === "action" || kind === "service");
const weightOf = ({ points, bits }: Signal) => ({ points, bits });
const harmless = "sqs:PurgeQueueAttributes";
const harmful = "iam:CreateAccessKey";

test("what other identities of the account do is told, and takes no less", () => {
  for (const action of [harmless, harmful, "cloudtrail:StopLogging"]) {
    const alone = newOf(signalsOf(action, nothingKnown).signals);
    expect(alone.map(({ kind }) => kind)).toEqual(["action", "service"]);
    for (const doers of [1, 5, 10]) {
      const common = newOf(signalsOf(action, surroundedBy(doers, action)).signals);
      expect(common[0]?.expected).toMatch(
        new RegExp(`^${doers} of 10 peers do(es)? this; s3:GetObject \\(30 of 30 days`),
      );
      expect(common.map(weightOf)).toEqual(alone.map(weightOf));
    }
  }
});

test("what nobody else does is told, and takes no more", () => {
  for (const action of [harmless, harmful]) {
    const alone = newOf(signalsOf(action, nothingKnown).signals);
    const unheard = newOf(signalsOf(action, surroundedBy(0, action)).signals);
    expect(unheard[0]?.expected).toMatch(/^none of 10 peers does this; /);
    expect(unheard.map(weightOf)).toEqual(alone.map(weightOf));
  }
});

test("the family is told apart: whose names differ by numbers only", () => {
  const web = (number: number) => `arn:aws:iam::111122223333:user/web-${number}`;
  const identity = { ...madeActor().identity, key: web(1), name: "web-1" };
  const all = [web(2), web(3), web(4), ...others];
  const known = marks(all, markKey(0, "sts:GetCallerIdentity"));
  const peers = peersFrom([known, [...known, ...marks([web(2), web(3), ...others.slice(0, 2)], markKey(0, harmless))]]);
  const { signals } = signalsOf(
    harmless,
    { ...nothingKnown, peers: () => peers },
    madeActor("access-key-user", { identity }),
  );
  expect(newOf(signals)[0]?.expected).toMatch(/^4 of 13 peers do this \(2 of 3 of its family\); /);
});

test("third parties, people and strangers to the account are compared with nobody", () => {
  const alone = newOf(signalsOf(harmless, nothingKnown).signals);
  const stranger = { ...madeActor().identity, key: "arn:aws:iam::999988887777:user/backup" };
  const actors = [madeActor("human"), madeActor("third-party"), madeActor("root")];
  for (const actor of [...actors, madeActor("access-key-user", { identity: stranger })]) {
    expect(newOf(signalsOf(harmless, surroundedBy(10, harmless), actor).signals)).toEqual(alone);
  }
});

test("too few others change nothing, as if nobody kept what they do", () => {
  const few = surroundedBy(3, harmless, others.slice(0, 4));
  expect(signalsOf(harmless, few).signals).toEqual(signalsOf(harmless, nothingKnown).signals);
});

test("rules read how many do it and of how many; neither where it is not known", () => {
  const facts = (surroundings: Surroundings) =>
    ruleFactsOf(signalsOf(harmless, surroundings).comparison) as Record<string, unknown>;
  expect(facts(surroundedBy(4, harmless))["peers"]).toEqual({ doing: 4, known: 10 });
  expect(facts(nothingKnown)["peers"]).toBeUndefined();
});

/** An account of ten others in Ireland, of whom so many are in a region as well; `unshared` as weeks were before. */
function inRegion(region: string, users: number, unshared = false): Surroundings {
  const everybody = marks(others, markKey(0, "sts:GetCallerIdentity"));
  const shared = [anyRegion, sharedRegion(markKey(4, "eu-west-1"))].flatMap((key) => marks(others, key));
  const some = marks(others.slice(0, users), sharedRegion(markKey(4, region)));
  const peers = peersFrom(Array.from({ length: 2 }, () => (unshared ? everybody : [...everybody, ...shared, ...some])));
  return { ...nothingKnown, peers: () => peers };
}
const elsewhere = { region: "me-south-1" };
const regionSignal = (surroundings: Surroundings, actor = madeActor()) =>
  signalsOf("s3:PutObject", surroundings, actor, elsewhere).signals.find(({ kind }) => kind === "region");

test.each<[number, string]>([
  [0, "none of 10 peers uses this region; eu-west-1 (30 of 30 days)"],
  [1, "1 of 10 peers uses this region; eu-west-1 (30 of 30 days)"],
  [4, "4 of 10 peers use this region; eu-west-1 (30 of 30 days)"],
])(
  "a region that is new to the identity is told with the %s others that use it, and weighs the same",
  (users, expected) => {
    const alone = regionSignal(nothingKnown) as Signal;
    const told = regionSignal(inRegion("me-south-1", users)) as Signal;
    expect(told.expected).toBe(expected);
    expect(weightOf(told)).toEqual(weightOf(alone));
  },
);

test("nothing is told of a region before five others shared theirs, nor of peers where there are none", () => {
  const alone = regionSignal(nothingKnown);
  expect(regionSignal(inRegion("me-south-1", 0, true))).toEqual(alone);
  expect(regionSignal(inRegion("me-south-1", 0), madeActor("third-party"))?.expected).toBe(alone?.expected);
  const known = (surroundings: Surroundings) =>
    ruleFactsOf(signalsOf("s3:PutObject", surroundings, madeActor(), elsewhere).comparison)["peers"];
  expect(known(inRegion("me-south-1", 0))).toEqual({ known: 10, doing: 0, inRegion: 0 });
  expect(known(inRegion("me-south-1", 3))).toEqual({ known: 10, doing: 0, inRegion: 3 });
  expect(known(inRegion("me-south-1", 0, true))).toEqual({ known: 10, doing: 0, inRegion: undefined });
});

test("no peers change anything of a signal but its text, nor touch any other", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 }),
      fc.constantFrom(harmless, harmful, "dynamodb:Scan", "sqs:ListQueues"),
      fc.integer({ min: 0, max: 120 }),
      (doers, action, length) => {
        const { comparison } = signalsOf(action, surroundedBy(doers, action));
        comparison.signals = undefined;
        const said = { observed: "action", expected: "x".repeat(length), band: "unseen" } as const;
        addSignal(comparison, "decoy", 0, 95, { ...said, deterministic: true });
        addSignal(comparison, "action", 5, 20, said);
        const [fact, before] = comparison.signals as unknown as [Signal, Signal];
        comparePeers(comparison, 1);
        const [same, after] = comparison.signals as unknown as [Signal, Signal];
        expect(same).toBe(fact);
        expect(after).toEqual({ ...before, expected: expect.stringMatching(/^(none|\d+) of 10 peers do(es)? this; /) });
        expect(after.expected.length).toBeLessThanOrEqual(120);
      },
    ),
  );
});
