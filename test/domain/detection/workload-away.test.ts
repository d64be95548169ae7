import { assess, assessSession } from "../../../lib/domain/assess.ts";
import type { NetworkLookup } from "../../../lib/domain/behaviour/network-facts.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, type Terms, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { copyOf, eventIdOf, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const home = "192.0.2.10";
const elsewhere = "203.0.113.180";
const laptop = { sourceAddress: elsewhere, userAgent: "aws-cli/2.22.7 Darwin/23.4" };

/** All of 192.0.2.0/24, 198.51.0.0/16 and one real address of AWS are AWS's; `own` is the organisation's own. */
const ranges =
  (own: readonly string[] = []): NetworkLookup =>
  (address) => {
    const prefix = `${address.slice(0, address.lastIndexOf("."))}.0/24`;
    const isAws = /^(192\.0\.2\.|198\.51\.|52\.94\.76\.)/.test(address);
    const kind = own.includes(prefix) ? "own" : "public";
    return isAws ? { prefix, kind, awsService: "EC2", awsRegion: "eu-west-1" } : { prefix, kind };
  };

const organisation: Policy = { ...defaultPolicy, organisationAccounts: ["111122223333", "444455556666"] };
const termsWith = (networks?: NetworkLookup, policy = organisation): Terms =>
  termsFor(madeActor("ec2").identity.key, noRules, policy, surroundingsOf(policy, networks && { networks }));

const holder = (kind: IdentityKind, accessKeyId = "ASIANOW"): Actor =>
  madeActor(kind, { accessKeyId, sessionStartedMs: nightOf(nights) - 3_600_000 });

function lived(kind: IdentityKind, terms: Terms, bent: (activity: Activity, index: number) => Partial<Activity>) {
  const standing = emptyStanding();
  for (const [index, activity] of nightlyBackup(nights).entries()) {
    const one = { ...activity, ...bent(activity, index) };
    assess(one, holder(kind, "ASIAEARLIER"), standing, terms, one.timeMs);
  }
  return standing;
}
const atHome = (kind: IdentityKind, terms = termsWith()) => lived(kind, terms, () => ({ sourceAddress: home }));
/** Out of another network of AWS's each night, as a function outside a VPC. */
const roaming = (kind: IdentityKind, terms: Terms) =>
  lived(kind, terms, (_, index) => ({ sourceAddress: `198.51.${Math.floor(index / 6)}.7` }));

function away(standing: Standing, terms: Terms, bent: Partial<Activity>, actor: Actor) {
  const activity = madeActivity({ eventId: eventIdOf(0xc0000), timeMs: nightOf(nights) + 60_000, ...bent });
  const { signals } = assess(activity, actor, copyOf(standing), terms, activity.timeMs);
  return signals.filter(({ kind }) => kind === "workload-away");
}

test("without AWS's ranges it takes a settled role, a new network and a new tool, and is no fact", () => {
  const terms = termsWith();
  for (const kind of ["ec2", "lambda", "ecs", "eks", "codebuild"] as const) {
    const [signal] = away(atHome(kind), terms, laptop, holder(kind));
    expect(signal).toMatchObject({ family: "network", sensitive: true, deterministic: false, points: 60 });
  }
  const standing = atHome("ec2");
  expect(away(standing, terms, { sourceAddress: elsewhere }, holder("ec2"))).toEqual([]);
  expect(away(standing, terms, { userAgent: laptop.userAgent, sourceAddress: home }, holder("ec2"))).toEqual([]);
  expect(away(standing, terms, laptop, holder("access-key-user"))).toEqual([]);
  expect(away(emptyStanding(), terms, laptop, holder("ec2"))).toEqual([]);
  expect(away(roaming("lambda", terms), terms, laptop, holder("lambda"))).toEqual([]);
});

test("before a workload has a history, its kind is what to expect by: outside of AWS is a weak sign, and no fact", () => {
  const terms = termsWith(ranges());
  const young = (kind: IdentityKind, bent: Partial<Activity>, known = terms) =>
    away(emptyStanding(), known, bent, holder(kind));
  for (const kind of ["ec2", "lambda", "ecs", "eks", "codebuild"] as const) {
    const [signal, ...others] = young(kind, laptop);
    expect(others).toEqual([]);
    expect(signal).toMatchObject({ family: "network", deterministic: false, points: 12, band: "unseen" });
    expect(signal?.expected).toMatch(/^out of AWS, where an? \w+ runs: it has no history of its own yet$/);
  }
  expect(young("lambda", { sourceAddress: home })).toEqual([]);
  expect(young("lambda", { sourceAddress: "10.0.0.7" })).toEqual([]);
  expect(young("third-party", laptop)).toEqual([]);
  expect(young("role", laptop)).toEqual([]);
  // Where the ranges are not known, or the address is the organisation's own, nothing is said.
  expect(young("lambda", laptop, termsWith())).toEqual([]);
  expect(young("lambda", laptop, termsWith(ranges(["203.0.113.0/24"])))).toEqual([]);
});

test("a young workload's network of an earlier day is no news, and after a week its own history counts instead", () => {
  const terms = termsWith(ranges());
  const standing = emptyStanding();
  const told: number[] = [];
  for (const [index, activity] of nightlyBackup(nights).entries()) {
    const one = { ...activity, sourceAddress: elsewhere };
    const { signals } = assess(one, holder("eks", "ASIAEARLIER"), standing, terms, one.timeMs);
    if (signals.some(({ kind }) => kind === "workload-away")) told.push(index);
  }
  const first = nightlyBackup(nights).filter(({ timeMs }) => timeMs < nightOf(1)).length;
  expect(told).toEqual(Array.from({ length: first }, (_, index) => index));
  expect(away(standing, terms, { ...laptop, sourceAddress: "198.18.0.9" }, holder("eks"))).toMatchObject([
    { deterministic: false },
  ]);
});

test("with them, a first call from outside AWS with a new tool is a fact, also where the networks inside change daily", () => {
  const terms = termsWith(ranges());
  for (const standing of [roaming("lambda", terms), atHome("lambda", terms)]) {
    const [signal] = away(standing, terms, laptop, holder("lambda"));
    expect(signal).toMatchObject({ deterministic: true, points: 60, sensitive: true });
    expect(signal?.observed).toBe("a function's credential used from 203.0.113.0/24, outside AWS");
    expect(signal?.expected).toBe("only from AWS, as always so far");
  }
});

test("the same with the tool that it always had may be a gateway that moved: less, and no fact", () => {
  const terms = termsWith(ranges());
  const call = { sourceAddress: elsewhere, eventName: "DeleteBucket", action: "s3:DeleteBucket" };
  const [signal] = away(roaming("lambda", terms), terms, call, holder("lambda"));
  expect(signal).toMatchObject({ deterministic: false, points: 36 });
});

test.each<[string, NetworkLookup | undefined, Partial<Activity>]>([
  ["another network of AWS", ranges(), { ...laptop, sourceAddress: "198.51.77.7" }],
  ["the organisation's own network", ranges(["203.0.113.0/24"]), laptop],
  ["a private network", ranges(), { ...laptop, sourceAddress: "10.0.0.4" }],
  ["a service of AWS", ranges(), { ...laptop, sourceAddress: "athena.amazonaws.com" }],
])("%s is not outside", (_, networks, bent) => {
  const terms = termsWith(networks);
  expect(away(roaming("lambda", terms), terms, bent, holder("lambda"))).toEqual([]);
});

test("a role that was outside AWS before has not left it now, and one of a few days may not have been seen there yet", () => {
  const terms = termsWith(ranges());
  const hybrid = lived("eks", terms, (_, index) => ({ sourceAddress: index % 2 === 0 ? home : "203.0.112.9" }));
  expect(away(hybrid, terms, laptop, holder("eks")).filter(({ deterministic }) => deterministic)).toEqual([]);
  const young = emptyStanding();
  for (const activity of nightlyBackup(5)) assess(activity, holder("lambda"), young, terms, activity.timeMs);
  const told = away(young, terms, { ...laptop, timeMs: nightOf(5) }, holder("lambda"));
  expect(told).toMatchObject([{ deterministic: false, points: 12 }]);
});

/** A role that these took every night; what its records say of it is that it is a role. */
function takenBy(makers: readonly string[], kind: IdentityKind, terms: Terms): Standing {
  const standing = emptyStanding();
  for (let night = 0; night < nights; night++) {
    for (const makerKey of makers) {
      const accessKeyId = `ASIA${night}${makerKey.length}`;
      const taking = madeActivity({ eventName: "AssumeRole", service: "sts", timeMs: nightOf(night) });
      const { key: identityKey, accountId } = madeActor("role").identity;
      const about = { sessionName: "s", issuedMs: nightOf(night), makerAccessKeyId: undefined, subject: undefined };
      const issued = { identityKey, accountId, kind, accessKeyId, makerKey, ...about };
      assessSession(taking, madeActor("aws-service"), issued, standing, terms);
    }
    for (const activity of nightlyBackup(nights).slice(night * 6, night * 6 + 6)) {
      assess({ ...activity, sourceAddress: home }, holder(kind, "ASIAEARLIER"), standing, terms, activity.timeMs);
    }
  }
  return standing;
}

test("a task's session is a task's also where only its own software said so, and others use it", () => {
  const terms = termsWith(ranges());
  const ecs = "service:ecs-tasks.amazonaws.com";
  const [signal] = away(takenBy([ecs], "ecs", terms), terms, laptop, holder("role"));
  expect(signal).toMatchObject({ deterministic: true });
  expect(signal?.observed).toMatch(/^a task's credential used from/);
  const shared = takenBy([ecs, "arn:aws:iam::111122223333:user/developer"], "ecs", terms);
  expect(away(shared, terms, laptop, holder("role"))).toEqual([]);
  expect(away(takenBy([], "role", terms), terms, laptop, holder("role"))).toEqual([]);
});

const through = (owner: unknown): Partial<Activity> => ({
  vpcEndpointId: "vpce-0123456789abcdef0",
  sourceAddress: "172.31.4.4",
  record: { vpcEndpointAccountId: owner },
});

test("an instance's session through a stranger's endpoint is a fact; through the organisation's it is not", () => {
  const terms = termsWith();
  for (const kind of ["ec2", "ecs", "eks"] as const) {
    const [signal] = away(atHome(kind), terms, through("888888888888"), holder(kind));
    expect(signal).toMatchObject({ family: "network", deterministic: true, sensitive: true, points: 60 });
    expect(signal?.observed).toMatch(/through an endpoint of account 888888888888$/);
  }
  for (const owner of ["111122223333", "444455556666", undefined, 888888888888, "8888", "x".repeat(5_000)]) {
    expect(away(atHome("ec2"), terms, through(owner), holder("ec2"))).toEqual([]);
  }
  // AWS runs functions and builds in networks, and behind endpoints, of its own.
  expect(away(atHome("lambda"), terms, through("888888888888"), holder("lambda"))).toEqual([]);
});

test("where nobody said which accounts are the organisation's, or in the first days, no endpoint is a stranger's", () => {
  const silent = termsWith(undefined, defaultPolicy);
  expect(away(atHome("ec2", silent), silent, through("888888888888"), holder("ec2"))).toEqual([]);
  expect(away(emptyStanding(), termsWith(), through("888888888888"), holder("ec2"))).toEqual([]);
});

test("an account that the policy forgot, in whose network the workload always was, is no stranger", () => {
  const terms = termsWith();
  const standing = lived("ec2", terms, () => through("888888888888"));
  const other = { ...through("888888888888"), vpcEndpointId: "vpce-0aaaaaaaaaaaaaaa1" };
  expect(away(standing, terms, other, holder("ec2"))).toEqual([]);
  expect(away(standing, terms, through("777788889999"), holder("ec2"))).toMatchObject([{ deterministic: true }]);
});
