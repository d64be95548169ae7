import fc from "fast-check";
import { hourMs, hourOfWeek } from "../../../lib/domain/behaviour/calendar.ts";
import type { Contract } from "../../../lib/domain/scope/contract.ts";
import { type BaselineView, draftContract } from "../../../lib/domain/scope/contract-draft.ts";
import type { SeenValue } from "../../../lib/domain/scope/draft-section.ts";
import { violationsOf } from "../../../lib/domain/scope/violations.ts";
import { contractText } from "../../adapters/files/contract-text.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeActivity } from "../made-activity.ts";
import { viewOf } from "./made-contract.ts";

const key = "arn:aws:iam::111122223333:role/app";
const nothing: BaselineView = {
  identityKey: key,
  activeDays: 30,
  actions: [],
  networks: [],
  regions: [],
  agents: [],
  assumedBy: [],
  resourceClasses: [],
  hours: [],
  busiestHour: 0,
};
const seen = (...names: readonly string[]): readonly SeenValue[] => names.map((name, at) => ({ name, days: 30 - at }));

/** A draft, read back; the owner who is still to be named is the only thing that is said of it. */
function readBack(view: BaselineView): Contract {
  const text = draftContract(view);
  const { contracts, problems } = contractText(text, "draft.yaml");
  expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toEqual(["warning owner"]);
  return contracts[0] as Contract;
}

test("writes what was seen, most days first, and leaves the owner open", () => {
  const view: BaselineView = {
    ...nothing,
    actions: seen("s3:GetObject", "s3:PutObject"),
    networks: seen("203.0.113.0/24", "service:s3", "service:ec2", "unknown"),
    regions: seen("eu-west-1"),
    agents: seen("boto3 on lambda"),
    assumedBy: seen("service:lambda.amazonaws.com", "arn:aws:iam::1:role/ops as someone"),
    resourceClasses: seen("s3-bucket shop"),
    hours: Array.from({ length: 168 }, (_, hour) => (hour % 24 === 3 || hour === 4 ? 2 : 0)),
    busiestHour: 40.3,
  };
  expect(
    draftContract(view),
  ).toBe(`# Drafted from 30 active days. This is what the identity did, which is not yet what it is meant to do:
# take away what should not be, widen what may vary, name the owner. A key that is left out says nothing.
identity: arn:aws:iam::111122223333:role/app
owner: TODO
# expires: 2027-01-31
actions:
  - s3:GetObject  # 30 of 30 days
  - s3:PutObject  # 29 of 30 days
regions:
  - eu-west-1  # 30 of 30 days
networks:
  - "203.0.113.0/24"  # 30 of 30 days
  - aws-service  # 29 of 30 days
schedule:  # in UTC, as it was seen; a time zone with daylight saving time follows its clocks
  days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
  hours:
    - "03:00-05:00"
  timeZone: UTC
peers:
  assumedBy:
    - service:lambda.amazonaws.com  # 30 of 30 days
    - arn:aws:iam::1:role/ops  # 29 of 30 days
volume:
  callsPerHour: 81  # 2 times its busiest hour, about 40 calls
agents:
  - "boto3 on lambda"  # 30 of 30 days
# resources:  names or ARNs that it may touch; seen were
#   s3-bucket shop  30 days
# dataCategories: []  names of categories whose data it may touch
`);
});

test("what was seen on days held back only stands in comments", () => {
  const actions = [...seen("s3:GetObject"), { name: "iam:CreateAccessKey", days: 1, isHeldBack: true }];
  const text = draftContract({ ...nothing, actions });
  expect(text).toContain("  # - iam:CreateAccessKey  seen only on days that are held back: trust was low\n");
  expect(readBack({ ...nothing, actions }).actions?.allowed.patterns).toEqual(["s3:GetObject"]);
  const only = readBack({ ...nothing, actions: actions.slice(1) });
  expect(only.actions).toBeUndefined();
});

test("a list that cannot be written whole is left to people", () => {
  const text = draftContract({ ...nothing, actions: seen("s3:GetObject", "agent:do this\nactions: ['*']") });
  expect(text).toContain("# actions:  some of it cannot be written, so this is left to you\n");
  expect(text).toContain("#   agent:do this\\nactions: ['*']  29 days\n");
  expect(readBack({ ...nothing, actions: seen("x:y", "z") }).actions).toBeUndefined();
});

test("names that were cut become patterns", () => {
  const assumedBy = seen(
    "arn:aws:iam::111122223333:role/some-very-long-name...",
    "web-identity:host#repo:x as repo...",
  );
  expect(readBack({ ...nothing, assumedBy }).peers?.assumedBy?.patterns).toEqual([
    "arn:aws:iam::111122223333:role/some-very-long-name*",
    "web-identity:host#repo:x",
  ]);
});

test("an identity that works at all times, or is young, gets no schedule", () => {
  expect(readBack({ ...nothing, hours: Array(168).fill(1) }).schedule).toBeUndefined();
  expect(readBack({ ...nothing, activeDays: 13, hours: [1] }).schedule).toBeUndefined();
  expect(readBack({ ...nothing, activeDays: 14, hours: [1] }).schedule).toBeDefined();
});

test("hostile names never become YAML: the draft is a contract for the same identity, whatever was seen", () => {
  const name = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 80 }),
    fc.constantFrom("*", "yes", "- a", "x: y", "# c", "a...", '"', "s3:*"),
  );
  const values = fc.array(fc.record({ name, days: fc.nat(30), isHeldBack: fc.boolean() }), { maxLength: 6 });
  const any = fc.record({
    actions: values,
    networks: values,
    regions: values,
    agents: values,
    assumedBy: values,
    resourceClasses: values,
    hours: fc.array(fc.nat(3), { maxLength: 168 }),
    busiestHour: fc.oneof(fc.nat(), fc.double()),
  });
  fc.assert(
    fc.property(any, (view) => {
      expect(readBack({ ...nothing, ...view }).identity).toEqual([key]);
    }),
    { numRuns: 500 },
  );
});

test("a contract drafted from a history is not violated by that same history", () => {
  const call = fc.record({
    timeMs: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 2, 1) }),
    eventName: fc.constantFrom("GetObject", "PutObject", "ListBuckets", "DeleteObject"),
    region: fc.constantFrom("eu-west-1", "us-east-1", "ap-south-1"),
    network: fc.constantFrom("192.0.2.0/24", "198.51.100.0/24", "private", "service:s3", "unknown"),
    agent: fc.constantFrom("boto3", "aws-cli on macos", "other"),
  });
  const addresses: Record<string, [string, "public" | "private" | "aws-service" | "unknown"]> = {
    "192.0.2.0/24": ["192.0.2.77", "public"],
    "198.51.100.0/24": ["198.51.100.3", "public"],
    private: ["10.0.0.1", "private"],
    "service:s3": ["s3.amazonaws.com", "aws-service"],
    unknown: ["elsewhere", "unknown"],
  };
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 30 }), (calls) => {
      const names = (name: (one: (typeof calls)[number]) => string) =>
        [...new Set(calls.map(name))].map((each) => ({ name: each, days: 1 }));
      const hours = Array<number>(168).fill(0);
      const perHour = new Map<number, number>();
      for (const { timeMs } of calls) {
        hours[hourOfWeek(timeMs)] = 1;
        const hour = Math.floor(timeMs / hourMs);
        perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
      }
      const contract = readBack({
        ...nothing,
        actions: names(({ eventName }) => `s3:${eventName}`),
        regions: names(({ region }) => region),
        networks: names(({ network }) => network),
        agents: names(({ agent }) => agent),
        hours,
        busiestHour: Math.max(...perHour.values()),
      });
      for (const { timeMs, eventName, region, network, agent } of calls) {
        const [sourceAddress, kind] = addresses[network] as [string, "public"];
        const view = viewOf({
          activity: madeActivity({ timeMs, eventName, region, sourceAddress }),
          network: { kind, prefix: network },
          agentFamily: agent,
          callsThisHour: perHour.get(Math.floor(timeMs / hourMs)),
        });
        expect(violationsOf(contract, view)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
