import fc from "fast-check";
import { assess } from "../../../lib/domain/assess.ts";
import { environmentOf } from "../../../lib/domain/detection/environment-name.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor } from "../../../lib/domain/identity/identity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { anyCharacter } from "../../any-character.ts";
import { copyOf, eventIdOf, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const sister = "444455556666";
const stranger = "999988887777";
const policy = { ...defaultPolicy, organisationAccounts: [sister] };
const named = (name: string): Actor => {
  const actor = madeActor("role", { accessKeyId: "ASIAROLE" });
  const key = `arn:aws:iam::111122223333:role/${name}`;
  return { ...actor, identity: { ...actor.identity, name, key } };
};
const worker = named("worker");
const run = (standing: Standing, activities: readonly Activity[], actor: Actor) =>
  activities.flatMap((activity) => {
    const terms = termsFor(actor.identity.key, noRules, policy);
    return assess(activity, actor, standing, terms, activity.timeMs).signals;
  });
function learnedAs(actor: Actor, extra: readonly Activity[] = []): Standing {
  const standing = emptyStanding();
  run(
    standing,
    [...nightlyBackup(nights), ...extra].sort((a, b) => a.timeMs - b.timeMs),
    actor,
  );
  return standing;
}
const call = (bent: Partial<Activity>, night = nights) =>
  madeActivity({ eventId: eventIdOf(0xf0000 + night), timeMs: nightOf(night) + 60_000, ...bent });
const nightly = (bent: Partial<Activity>) => Array.from({ length: nights }, (_, night) => call(bent, night));
const told = (activity: Activity, actor = worker, standing = learnedAs(actor)) =>
  run(copyOf(standing), [activity], actor).filter(({ kind }) => kind === "cross-environment");

test("an account that it was never used in is told; one of the organisation counts less, a habit is none", () => {
  expect(told(call({ accountId: stranger }))).toMatchObject([
    {
      family: "place",
      band: "unseen",
      deterministic: false,
      eventId: eventIdOf(0xf0000 + nights),
      observed: `cross-environment used in account ${stranger}`,
    },
  ]);
  const [far] = told(call({ accountId: stranger }));
  const [near] = told(call({ accountId: sister }));
  expect(near?.points).toBeLessThan(far?.points ?? 0);
  expect(told(call({ accountId: "111122223333" }))).toEqual([]);
  expect(told(call({ accountId: sister }), worker, learnedAs(worker, nightly({ accountId: sister })))).toEqual([]);
});

test("a VPC endpoint of an account that is none of ours is told, whatever network it looks like", () => {
  const through = (account: unknown) =>
    told(call({ vpcEndpointId: "vpce-0123456789abcdef0", record: { vpcEndpointAccountId: account } }));
  expect(through(stranger)).toMatchObject([
    { observed: `cross-environment through a VPC endpoint of account ${stranger}`, points: 38.4 },
  ]);
  expect(through("111122223333")).toEqual([]);
  expect(through("not an account")).toEqual([]);
  expect(through(undefined)).toEqual([]);
});

test("the way into another account's role is told once it is new", () => {
  const assume = (account: string, night = nights) =>
    call(
      {
        service: "sts",
        eventName: "AssumeRole",
        record: { requestParameters: { roleArn: `arn:aws:iam::${account}:role/deploy` } },
      },
      night,
    );
  expect(told(assume(stranger))).toMatchObject([{ observed: `cross-environment into a role of account ${stranger}` }]);
  expect(told(assume("111122223333"))).toEqual([]);
  const usual = Array.from({ length: nights }, (_, night) => assume(sister, night));
  expect(told(assume(sister), worker, learnedAs(worker, usual))).toEqual([]);
  expect(told(call({ service: "sts", eventName: "AssumeRole", record: { requestParameters: null } }))).toEqual([]);
});

const secret = (secretId: string, night = nights) =>
  call({ service: "secretsmanager", eventName: "GetSecretValue", record: { requestParameters: { secretId } } }, night);
const secrets = (secretId: string) => Array.from({ length: nights }, (_, night) => secret(secretId, night));

test("what its name or its habits say of its environment is held against the resource's name", () => {
  const used = (actor: Actor) => learnedAs(actor, secrets("queue"));
  expect(told(secret("shop/prod/database"), named("shop-dev-deploy"), used(named("shop-dev-deploy")))).toMatchObject([
    {
      observed: "production: secret shop/prod/database",
      expected: "an identity of another environment, by its name or by what it used so far",
      sensitive: true,
    },
  ]);
  const [down] = told(secret("shop/staging/database"), named("shop-prod"), used(named("shop-prod")));
  expect(down?.observed).toBe("another environment: secret shop/staging/database");
  const byHabit = learnedAs(worker, secrets("shop/staging/queue"));
  expect(told(secret("shop/prod/database"), worker, byHabit)).toHaveLength(1);
  expect(told(secret("shop/staging/database"), worker, byHabit)).toEqual([]);
  const both = learnedAs(worker, [...secrets("shop/staging/queue"), ...secrets("shop/prod/queue")]);
  expect(told(secret("shop/prod/database"), worker, both)).toEqual([]);
  expect(told(secret("shop/prod/database"), worker, used(worker))).toEqual([]);
});

test.each<[string, ReturnType<typeof environmentOf>]>([
  ["acme-prod-db", "production"],
  ["OrdersProduction", "production"],
  ["orders_live", "production"],
  ["pre-prod", "another environment"],
  ["nonprod/api", "another environment"],
  ["ordersDev", "another environment"],
  ["prod-to-staging-copy", undefined],
  ["products", undefined],
  ["device-inventory", undefined],
  ["", undefined],
])("%j is of %s", (name, environment) => {
  expect(environmentOf(name)).toBe(environment);
});

test("any text is read, in bounded time", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 400 }), (name) => {
      expect([undefined, "production", "another environment"]).toContain(environmentOf(name));
    }),
  );
});
