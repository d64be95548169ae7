import fc from "fast-check";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { accountSeed, withSessions } from "../../../lib/local/demo/account-seed.ts";
import { createIntruder } from "../../../lib/local/demo/intruder.ts";
import { recordStream } from "../../../lib/local/demo/record-stream.ts";
import { stolenSessions } from "../../../lib/local/demo/stolen-session.ts";
import { attackCatalogue } from "../../../lib/local/organisation/attacks/catalogue.ts";
import { organisation } from "../../../lib/local/organisation/organisation.ts";

const dayMs = 86_400_000;
const firstDayMs = Date.UTC(2026, 0, 5);
const startMs = firstDayMs + 20 * dayMs + 37_020_000;
const made = organisation({ seed: 7, startMs: firstDayMs, days: 21, density: 0.1 });

function attacked(name: string) {
  const scenario = attackCatalogue[name]?.({ organisation: made, startMs });
  if (scenario === undefined) throw new RangeError(name);
  const steps = scenario.attackSteps();
  const { accountId } = scenario;
  const restore = withSessions(accountSeed(made, accountId, startMs), stolenSessions(steps));
  const account = createSimulatedAccount({ accountId, restore });
  return { account, steps, intruder: createIntruder(account, steps) };
}

test.each(Object.keys(attackCatalogue))("%s: an account that contains nothing answers as the scenario says", (name) => {
  const { steps, intruder } = attacked(name);
  for (const step of steps) {
    const { call, record } = intruder.take(step);
    expect([call.action, call.verdict]).toEqual([step.action, step.permitted ? "allowed" : "refused-by-own-policy"]);
    expect(record?.["eventName"]).toBe(step.eventName);
  }
});

test("a key that the account made has the account's name for it, in every later record", () => {
  const { account, steps, intruder } = attacked("stolen-access-key");
  const attempts = steps.map((step) => intruder.take(step));
  const keys =
    account
      .state()
      .users.get("nightly-backup")
      ?.accessKeys.map(({ accessKeyId }) => accessKeyId) ?? [];
  expect(keys).toHaveLength(2);
  const last = attempts.at(-1);
  expect(last?.call.accessKeyId).toBe(keys[1]);
  expect(last?.record?.["userIdentity"]).toMatchObject({ accessKeyId: keys[1] });
  const created = attempts.find(({ call }) => call.action === "iam:CreateAccessKey");
  expect(created?.record?.["responseElements"]).toMatchObject({ accessKey: { accessKeyId: keys[1] } });
  expect([...intruder.changed()]).toEqual([account.state().users.get("nightly-backup")?.arn]);
});

test("a token of a repository that the role does not trust gets no session, and nothing after it happens", () => {
  const { account, steps, intruder } = attacked("poisoned-pipeline");
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:*" }] };
  const parameters = { RoleName: "github-storefront-deploy", PolicyDocument: JSON.stringify(trust) };
  account.iam("updateAssumeRolePolicy", parameters, startMs - 60_000);
  const [first, ...rest] = steps.map((step) => intruder.take(step));
  expect(first?.call).toMatchObject({ verdict: "refused-by-containment", errorCode: "AccessDenied" });
  expect(rest.every(({ call, record }) => call.verdict === "impossible" && record === undefined)).toBe(true);
});

test("whenever a key is disabled, calls pass until it is enforced and none passes later", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200_000 }), (offsetMs) => {
      const { account, steps, intruder } = attacked("stolen-access-key");
      const key = steps[0]?.accessKeyId ?? "";
      const disable = { UserName: "nightly-backup", AccessKeyId: key, Status: "Inactive" };
      let isDisabled = false;
      for (const step of steps) {
        if (!isDisabled && step.atOffsetMs >= offsetMs) {
          account.iam("updateAccessKey", disable, startMs + offsetMs);
          isDisabled = true;
        }
        const { call } = intruder.take(step);
        const inForce = isDisabled && step.atOffsetMs >= offsetMs + account.enforcementDelayMs;
        const withStolenKey = call.accessKeyId === key;
        if (inForce && withStolenKey) expect(call.verdict).toBe("refused-by-containment");
        if (!inForce) expect(["allowed", "refused-by-own-policy"]).toContain(call.verdict);
      }
    }),
    { numRuns: 40 },
  );
});

test("the accounts hold the keys that are in use at the time, a rotated one as Inactive", () => {
  const rotated = made.identities.find(({ name }) => name === "partner-upload");
  const { accountId = "", accessKeyIds = [] } = rotated ?? {};
  const statuses = (nowMs: number) =>
    accountSeed(made, accountId, nowMs)
      .moments[0]?.users.find(({ name }) => name === "partner-upload")
      ?.accessKeys.map(({ accessKeyId, status }) => [accessKeyId, status]);
  expect(statuses(firstDayMs)).toEqual([[accessKeyIds[0], "Active"]]);
  expect(statuses(startMs)).toEqual([
    [accessKeyIds[0], "Inactive"],
    [accessKeyIds[1], "Active"],
  ]);
});

test("a stream gives every record once, in pieces, and leaves out what is signed with a dead key", () => {
  const small = organisation({ seed: 7, startMs: firstDayMs, days: 2, density: 0.1, identities: 12 });
  const all = [...small.timedRecords()].map(({ record }) => record["eventID"]);
  const stream = recordStream(small);
  const pieces = [0.3, 0.3, 1, 2.5].flatMap((days) => [...stream.before(firstDayMs + days * dayMs)]);
  expect(pieces.map(({ record }) => record["eventID"])).toEqual(all);

  const keyOf = (record: object) => (record as { userIdentity: { accessKeyId?: string } }).userIdentity.accessKeyId;
  const dead = small.identities.find(({ name }) => name === "nightly-backup")?.accessKeyIds[0] ?? "";
  const living = [...recordStream(small, new Set([dead])).before(firstDayMs + 3 * dayMs)];
  expect(living.length).toBeLessThan(all.length);
  expect(living.some(({ record }) => keyOf(record) === dead)).toBe(false);
});
