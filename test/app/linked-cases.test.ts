import { openCasesIn } from "../../lib/adapters/memory/rulings.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import { type LinkedCase, linkedCases } from "../../lib/app/linked-cases.ts";
import { compileRules } from "../../lib/domain/detection/rules.ts";
import type { Case } from "../../lib/domain/response/case.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { line, madeCase } from "../domain/response/made-case.ts";
import { assessorOn, memoryParts, readingOf } from "./organisation-batches.ts";

const account = "111122223333";
const user = `arn:aws:iam::${account}:user/ci`;
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

/** Stores with these open cases. */
async function withCases(...cases: readonly Case[]) {
  const standings = memoryStandings();
  await standings.save(
    cases.map((openCase) => ({
      identityKey: openCase.identityKey,
      expectedVersion: 0,
      bytes: encodeStanding(emptyStanding()),
      openCase,
      trust: 50,
      kind: "role",
      lastSeenMs: 0,
    })),
  );
  return { standings, openCases: openCasesIn(standings) };
}
const caseOf = (identityKey: string, ...makers: readonly string[]): Case =>
  madeCase([line("network", "network x")], {
    identityKey,
    caseId: `case of ${identityKey}`,
    sessions: makers.map((maker, key) => ({ key, maker })),
  });
const told = (linked: readonly LinkedCase[]) => linked.map((one) => [one.relation, one.identityKey, one.case?.caseId]);

test("the case of a role names those of who asked for its sessions, and the other way round, over a chain", async () => {
  const [a, b] = [caseOf(role("a"), user, "service:ec2.amazonaws.com"), caseOf(role("b"), role("a"))];
  const parts = await withCases(a, b, caseOf(user), caseOf(role("other")));
  expect(told(await linkedCases(parts, role("b"), b))).toEqual([
    ["maker", role("a"), `case of ${role("a")}`],
    ["maker", user, `case of ${user}`],
  ]);
  expect(told(await linkedCases(parts, user, undefined))).toEqual([
    ["derived", role("a"), `case of ${role("a")}`],
    ["derived", role("b"), `case of ${role("b")}`],
  ]);
  expect(told(await linkedCases(parts, role("a"), a)).map(([relation]) => relation)).toEqual(["maker", "derived"]);
  expect(await linkedCases(parts, role("other"), undefined)).toEqual([]);
});

test("a maker without a case is named without one; roles that assume each other end the walk", async () => {
  const [a, b] = [caseOf(role("a"), role("b"), "", role("a")), caseOf(role("b"), role("a"), role("nobody"))];
  const parts = await withCases(a, b);
  expect(told(await linkedCases(parts, role("a"), a))).toEqual([
    ["maker", role("b"), `case of ${role("b")}`],
    ["maker", role("nobody"), undefined],
  ]);
});

test("a flood of roles is bounded", async () => {
  const many = Array.from({ length: 60 }, (_, index) => caseOf(role(`r${index}`), user));
  expect(await linkedCases(await withCases(...many), user, undefined)).toHaveLength(20);
});

const anyCall = {
  file: "any.yml",
  content: {
    title: "Any call of a session",
    logsource: { product: "aws", service: "cloudtrail" },
    detection: { role: { "nhi.maker": user }, open: { "nhi.case": "open" }, condition: "role or open" },
    level: "high",
  },
  line: () => 1,
};
const assumed = (at: string) => ({
  eventVersion: "1.08",
  eventID: `assume-${at}`,
  eventTime: at,
  eventSource: "sts.amazonaws.com",
  eventName: "AssumeRole",
  awsRegion: "eu-west-1",
  recipientAccountId: account,
  sourceIPAddress: "203.0.113.7",
  userAgent: "aws-cli/2",
  userIdentity: { type: "IAMUser", arn: user, accountId: account, userName: "ci", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
  requestParameters: { roleArn: role("deploy"), roleSessionName: "s" },
  responseElements: {
    credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE" },
    assumedRoleUser: { arn: `arn:aws:sts::${account}:assumed-role/deploy/s` },
  },
});
const used = (at: string, eventName = "GetObject") => ({
  eventVersion: "1.08",
  eventID: `use-${at}-${eventName}`,
  eventTime: at,
  eventSource: "s3.amazonaws.com",
  eventName,
  awsRegion: "eu-west-1",
  recipientAccountId: account,
  sourceIPAddress: "203.0.113.7",
  userAgent: "aws-cli/2",
  userIdentity: {
    type: "AssumedRole",
    arn: `arn:aws:sts::${account}:assumed-role/deploy/s`,
    accountId: account,
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionContext: {
      sessionIssuer: { type: "Role", arn: role("deploy"), accountId: account, userName: "deploy" },
      attributes: { creationDate: "2026-03-02T03:00:00Z" },
    },
  },
});

const nowMs = Date.UTC(2026, 2, 2, 4);
const rules = compileRules([anyCall]);
async function watched() {
  const parts = memoryParts();
  const assess = assessorOn(parts, { rules });
  const openCase = async () => (await parts.standings.load([role("deploy")])).get(role("deploy"))?.openCase;
  return { parts, assess, openCase, openCases: openCasesIn(parts.standings) };
}

test("rules know who asked for a session, and evidence from it names that identity in the case and in its alert", async () => {
  expect(rules.problems).toEqual([]);
  const { parts, assess, openCase, openCases } = await watched();
  await assess([readingOf(assumed("2026-03-02T03:00:00Z"))], nowMs);
  const report = await assess([readingOf(used("2026-03-02T03:01:00Z"))], nowMs);
  expect(report.assessments.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId))).toEqual(["any"]);
  const file = await openCase();
  expect(file?.sessions).toMatchObject([{ maker: user }]);
  expect(told(await linkedCases({ standings: parts.standings, openCases }, role("deploy"), file))).toEqual([
    ["maker", user, undefined],
  ]);
  expect(told(await linkedCases({ standings: parts.standings, openCases }, user, undefined))).toEqual([
    ["derived", role("deploy"), file?.caseId],
  ]);
});

test("a record that says who asked for the session, and comes after the evidence, completes the case", async () => {
  const { parts, assess, openCase } = await watched();
  const standing = madeCase([line("network", "network x")], { identityKey: role("deploy"), caseId: "case-1" });
  const openedMs = Date.UTC(2026, 2, 2, 3);
  await parts.standings.save([
    {
      identityKey: role("deploy"),
      expectedVersion: 0,
      bytes: encodeStanding(emptyStanding()),
      openCase: { ...standing, openedMs, updatedMs: openedMs },
      trust: 50,
      kind: "role",
      lastSeenMs: 0,
    },
  ]);
  // A rule may ask whether a case is open: this match comes from that alone.
  await assess([readingOf(used("2026-03-02T03:01:00Z"))], nowMs);
  expect((await openCase())?.sessions).toMatchObject([{ maker: "" }]);
  await assess([readingOf(assumed("2026-03-02T03:00:00Z"))], nowMs);
  expect((await openCase())?.sessions).toMatchObject([{ maker: user }]);
  // Eight days later nothing takes part in it any more.
  const late = await assess([readingOf(used("2026-03-10T03:02:00Z", "HeadObject"))], Date.UTC(2026, 2, 10, 4));
  expect(late.assessments).toEqual([]);
});
