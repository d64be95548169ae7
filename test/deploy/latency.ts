import { userArn } from "./cloudtrail-record.ts";
import { finishedContainments } from "./containment-proof.ts";
import { createKeyUser, type KeyUser } from "./key-user.ts";
import { type Stages, stagesOf, stealOne, type Theft } from "./latency-run.ts";
import type { Proofs } from "./proofs.ts";
import { learnedHistory } from "./scenario.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

const runs = 50;
/** Thefts at the same time: more than one, as in life, and few enough for a machine with two cores. */
const lanes = 2;
const nights = 14;
/** What is promised for a record that has reached the queue, in milliseconds. */
const gates = { p50: 2_000, p99: 5_000 };

/** Makes the keys that will be stolen, and lets the warden learn what each does in its nights. */
export async function learnManyKeys(warden: DeployedWarden, proofs: Proofs): Promise<readonly KeyUser[]> {
  const { clients, ministack, cloudTrail, state } = warden;
  const startedMs = Date.now();
  const users: KeyUser[] = [];
  for (let run = 1; run <= runs; run++) {
    const name = `nightly-job-${String(run).padStart(2, "0")}`;
    users.push(await createKeyUser(clients.iam, ministack.accountId, name, ["s3:*", "iam:*AccessKey*"]));
  }
  const histories = users.map((user) => learnedHistory(user, ministack.region, startedMs, nights));
  await cloudTrail.send(histories.flat());
  for (const [index, { accountId, userName }] of users.entries()) {
    const newestMs = Math.max(...(histories[index] ?? []).map((record) => Date.parse(String(record["eventTime"]))));
    await waitUntil(`what ${userName} does to be learned`, { timeoutMs: 60_000, everyMs: 100 }, async () => {
      const standing = await state.standing(userArn(accountId, userName));
      return standing !== undefined && standing.lastSeenMs >= newestMs ? true : undefined;
    });
  }
  proofs.say(`${nights} nights of ${runs} keys learned in ${Date.now() - startedMs} ms`);
  return users;
}

/** Steals one key after the other and prints how long each worked. Only a key that goes on working is a failure. */
export async function measureLatency(
  warden: DeployedWarden,
  users: readonly KeyUser[],
  proofs: Proofs,
): Promise<readonly Theft[]> {
  const thefts: Theft[] = [];
  const waiting = [...users];
  const lane = async () => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      thefts.push(await stealOne(warden, user));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const stages: Stages[] = [];
  for (const theft of thefts) {
    const found = await stagesOf(warden, theft);
    if (found !== undefined) stages.push(found);
  }
  proofs.check(
    `${runs} stolen keys are Inactive in IAM`,
    stages.length === runs,
    `${stages.length}; arrival to Inactive, with a window of ${warden.batchingWindowSeconds} s:`,
  );
  const told = { total: "arrival to Inactive", queue: "queue and window", assess: "assess", act: "start to act" };
  for (const [stage, what] of Object.entries(told)) {
    proofs.say(`${what.padEnd(20)} ${figures(stages.map((run) => run[stage as keyof Stages]))}`);
  }
  for (const [name, mostMs] of Object.entries(gates)) {
    const seenMs = percentile(
      stages.map(({ total }) => total),
      Number(name.slice(1)),
    );
    proofs.say(`gate ${name} <= ${mostMs} ms: ${seenMs <= mostMs ? "met" : "MISSED"} (${seenMs} ms)`);
  }
  return thefts;
}

/** Their playbooks end as contained, after they held for a minute. */
export async function proveAllContained(warden: DeployedWarden, thefts: readonly Theft[], proofs: Proofs) {
  const ends: string[] = [];
  for (const { user } of thefts) {
    const found = await finishedContainments(warden, user, 120_000);
    ends.push(found.some(({ outcome }) => outcome === "contained") ? "contained" : (found[0]?.outcome ?? "none"));
  }
  const contained = ends.filter((end) => end === "contained").length;
  const others = [...new Set(ends.filter((end) => end !== "contained"))];
  proofs.check(
    `the playbooks of all ${runs} end as contained`,
    contained === runs,
    [`${contained}`, ...others].join(", "),
  );
}

function figures(values: readonly number[]): string {
  const at = (part: number) => String(percentile(values, part)).padStart(5);
  return `p50 ${at(50)}  p99 ${at(99)}  max ${at(100)} ms`;
}

/** Nearest rank; 0 of nothing. */
function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0;
}
