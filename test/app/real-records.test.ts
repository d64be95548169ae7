import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { builtInRules } from "../built-in-rules.ts";
import { type RawRecord, recordsOf, type SetName } from "../domain/event/cloudtrail-sets.ts";
import { assessorOn, memoryParts, readingOf } from "./organisation-batches.ts";

const dayMs = 86_400_000;

/**
 * Replays records in their own order of time, each batch at the time of its last record, so that none counts as old.
 */
async function replay(records: readonly CloudTrailRecord[]) {
  const parts = memoryParts();
  const assess = assessorOn(parts, { rules: await builtInRules() });
  const readings = records.map(readingOf);
  const timeOf = (reading: (typeof readings)[number]) => (reading.kind === "activity" ? reading.activity.timeMs : 0);
  readings.sort((a, b) => timeOf(a) - timeOf(b));
  const assessments = [];
  for (let at = 0; at < readings.length; at += 25) {
    const batch = readings.slice(at, at + 25);
    assessments.push(...(await assess(batch, Math.max(...batch.map(timeOf)))).assessments);
  }
  return { parts, assessments };
}

const thefts = () =>
  recordsOf("otrf-ec2-proxy-s3-exfil").filter(
    ({ userIdentity }) => userIdentity.type === "AssumedRole" && userIdentity.sessionContext?.sessionIssuer,
  );

/** The stolen role's own life: its instance's calls of thirty nights from its own network, each session its own key. */
function ownLife(record: RawRecord, sourceAddress: string): RawRecord[] {
  const stolenMs = Date.parse(record["eventTime"]);
  return Array.from({ length: 30 }, (_, night) => {
    const made = structuredClone(record);
    const timeMs = stolenMs - (30 - night) * dayMs;
    made["eventTime"] = new Date(timeMs).toISOString().replace(".000Z", "Z");
    made["eventID"] = `00000000-0000-4000-8000-${String(night).padStart(12, "0")}`;
    made["sourceIPAddress"] = sourceAddress;
    made["userIdentity"].accessKeyId = `ASIANIGHT${night}`;
    made["userIdentity"].sessionContext.attributes.creationDate = made["eventTime"];
    return made;
  });
}

test("stolen instance credentials in another network than the instance's are contained by that fact alone", async () => {
  const stolen = thefts();
  expect(stolen.length).toBeGreaterThan(5);
  const first = stolen[0] as RawRecord;
  const own = structuredClone(first);
  own["sourceIPAddress"] = "198.51.100.20";
  own["eventID"] = "00000000-0000-4000-8000-999999999999";
  own["eventTime"] = new Date(Date.parse(first["eventTime"]) - 60_000).toISOString();
  const { parts, assessments } = await replay([...ownLife(first, "198.51.100.20"), own, ...stolen]);
  const kinds = new Set(assessments.flatMap(({ signals }) => signals.map(({ kind }) => kind)));
  expect(kinds).toContain("outside-workload");
  expect(parts.playbooks.started()).toHaveLength(1);
  expect(parts.playbooks.started()[0]).toMatchObject({
    playbook: "deny-role-session",
    target: {
      accountId: "123456789123",
      roleName: "MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0",
      principalId: expect.stringMatching(/^AROA\w+:i-[0-9a-f]+$/),
    },
    reason: expect.stringContaining("one fact is enough by itself"),
  });
  expect(parts.notices.sent()).toMatchObject([{ action: "contain" }]);
});

test("the same records without the theft, all from the instance's own network, contain nobody", async () => {
  const stolen = thefts().map((record) => ({ ...record, sourceIPAddress: "198.51.100.20" }));
  const { parts } = await replay([...ownLife(stolen[0] as RawRecord, "198.51.100.20"), ...stolen]);
  expect(parts.playbooks.started()).toEqual([]);
});

test.each<SetName>(["boogy-eks-production", "opensearch-loghub", "grycap-course-account"])(
  "the benign records of %s contain nobody and alert nobody, with every built-in rule",
  async (name) => {
    expect((await builtInRules()).rules.length).toBeGreaterThan(30);
    const records = recordsOf(name);
    const { parts } = await replay(records);
    expect(parts.playbooks.started()).toEqual([]);
    expect(parts.notices.sent()).toEqual([]);
    expect(parts.writes.flat().length).toBeGreaterThan(5);
  },
);
