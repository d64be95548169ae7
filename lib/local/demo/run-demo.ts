import { dynamoContainments } from "../../adapters/dynamodb/containments.ts";
import { dynamoPeers } from "../../adapters/dynamodb/peers.ts";
import { dynamoStandings } from "../../adapters/dynamodb/standings.ts";
import { dynamoSweepNotes } from "../../adapters/dynamodb/sweep-notes.ts";
import { dynamoUnruledCases } from "../../adapters/dynamodb/unruled-cases.ts";
import { memoryNotices } from "../../adapters/memory/notices.ts";
import { memorySetAside } from "../../adapters/memory/set-aside.ts";
import type { AssessorParts, Rules } from "../../app/assess-batch.ts";
import { createAssessor } from "../../app/create-assessor.ts";
import type { Activity } from "../../domain/event/activity.ts";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import { defaultPolicy, type Mode } from "../../domain/response/policy.ts";
import { leavesTraces } from "../../domain/response/sweep/derived-from.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../embedded-dynamodb.ts";
import { virtualClock } from "../state-machine/virtual-clock.ts";
import { demoAccounts } from "./demo-accounts.ts";
import { type DemoData, type DemoMake, openDemoData, requireSameMake } from "./demo-data.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";
import type { DemoReport, Tell } from "./demo-report.ts";
import { createIntruder } from "./intruder.ts";
import { learn } from "./learn.ts";
import { liveAttack } from "./live-attack.ts";
import { describe, firstDayMs, planDemo } from "./plan-demo.ts";
import { prove } from "./prove.ts";
import { type RecordStream, recordStream } from "./record-stream.ts";
import { demoPlaybooks, type PlaybookDefinitions } from "./run-playbooks.ts";
import { summarise } from "./summarise.ts";
import { sweepContained } from "./sweep-contained.ts";
import { takeInventories } from "./take-inventories.ts";

export interface DemoSettings extends Partial<DemoMake> {
  /** A name of the attack catalogue. */
  readonly attack: string;
  readonly mode: Mode;
  /** Keeps table and accounts between runs; everything is in memory without it. */
  readonly dataFolder?: string;
  /** Throws away what the data folder holds. */
  readonly reset?: boolean;
}

export interface DemoParts {
  readonly rules: Rules;
  readonly playbookDefinitions: PlaybookDefinitions;
  /** Real milliseconds, for how long things took. */
  readonly nowMs: () => number;
  readonly tell: Tell;
}

type Stores = Pick<AssessorParts, "standings" | "unruledCases" | "setAside" | "notices" | "rules">;

/** Some 180,000 records: ten seconds of work on two cores. */
export const defaultMake: DemoMake = { seed: 1, weeks: 5, density: 0.75 };

/**
 * Runs the simulated organisation: its NHIs are learned from weeks of records, one of them is attacked, and what the
 * warden does about it is carried out and proven. Throws DemoRefusedError for an unknown attack, for a data folder
 * that cannot be used, and where the organisation is too young for the attack.
 */
export async function runDemo(settings: DemoSettings, parts: DemoParts): Promise<DemoReport> {
  const { dataFolder } = settings;
  const data = dataFolder === undefined ? undefined : await openData(dataFolder, settings, parts.tell);
  const database = await startDatabase(data?.databasePath, dataFolder);
  try {
    return await demo(settings, parts, data, database);
  } finally {
    await database.stop();
  }
}

async function demo(
  settings: DemoSettings,
  { rules, playbookDefinitions, nowMs, tell }: DemoParts,
  data: DemoData | undefined,
  database: EmbeddedDynamoDB,
): Promise<DemoReport> {
  const startedMs = nowMs();
  const { mode } = settings;
  const make = makeOf(data?.state ?? settings);
  const run = (data?.state?.runs ?? 0) + 1;
  const plan = planDemo(make, settings.attack, run - 1);
  const { scenario, steps, attackMs } = plan;
  const { name, story, identityKey } = scenario;
  await data?.begin(make);
  const organisation = describe(plan.organisation);
  await tell({ kind: "organisation", run, ...organisation });

  const accounts = demoAccounts(plan, data?.state?.accounts);
  const stream = recordStream(plan.organisation, accounts.inactiveKeys);
  const notices = memoryNotices();
  const kept = {
    standings: dynamoStandings(database),
    peers: dynamoPeers(database),
    unruledCases: dynamoUnruledCases(database),
  };
  const stores = { ...kept, setAside: memorySetAside(), notices, rules };
  const fromMs = data?.state?.learnedToMs ?? firstDayMs;
  const learned = { ...(await learnAll(stores, stream, fromMs, attackMs, nowMs, tell)), alerts: notices.sent() };

  const clock = virtualClock(attackMs);
  const playbooks = demoPlaybooks({
    definitions: playbookDefinitions,
    client: database.client,
    tableName: database.tableName,
    home: accounts.home,
    members: accounts.all.filter((account) => account !== accounts.home),
    clock,
    startMs: attackMs,
    tell,
  });
  let recordsOfIdentity = 0;
  const activities: Activity[] = [];
  const containments = dynamoContainments(database);
  const policy = { ...defaultPolicy, mode };
  const earlier = new Set((await containments.list()).map(({ containmentId }) => containmentId));
  const inventories = await takeInventories(database, accounts.all, attackMs);
  // The assessor gets no containments to judge: what everybody else does was recorded before, and no denial reaches it.
  const assess = createAssessor({
    ...stores,
    inventories,
    playbooks: playbooks.runner,
    policy,
    onActivity: (activity, { identity }) => {
      if (identity.key === identityKey) recordsOfIdentity++;
      if (identity.key === identityKey || leavesTraces(activity)) activities.push(activity);
    },
  });
  const before = new Map(accounts.all.map((account) => [account.accountId, account.state()]));
  const intruder = createIntruder(accounts.attacked, steps);
  await tell({ kind: "attack", mode, name, story, identityKey, startMs: attackMs });
  const live = await liveAttack({
    clock,
    startMs: attackMs,
    steps,
    identityKey,
    intruder,
    others: stream,
    assess,
    recordsOfIdentity: () => recordsOfIdentity,
    tell,
  });

  await playbooks.runner.whenIdle();
  const sweptMs = Math.max(live.endMs, clock.nowMs());
  const notes = dynamoSweepNotes(database);
  const known = { standings: stores.standings, containments, notes, playbooks };
  const swept = await sweepContained({ ...known, activities, policy, earlier, nowMs: sweptMs });
  const runs = await playbooks.runs(containments);
  const requests = (await containments.list()).map(({ request }) => request);
  // What people are asked about is contained by their answer alone, and in a demo nobody gives one.
  const alone = requests.filter(({ approval }) => approval === undefined);
  const derived = new Set(swept.flatMap(({ requested }) => requested.map((target) => JSON.stringify(target))));
  const own = alone.filter((one) => one.identityKey === identityKey || derived.has(JSON.stringify(one.target)));
  const targets = own.map(({ target }) => target);
  const asked = new Set(requests.flatMap((one) => (one.approval === undefined ? [] : one.containmentId)));
  const unasked = runs.filter(({ containmentId }) => !asked.has(containmentId));
  const endMs = Math.max(live.endMs, clock.nowMs());
  const { all, attacked } = accounts;
  const proof = prove({ accounts: all, before, attacked, targets, runs: unasked, steps, intruder, nowMs: endMs });
  await data?.save({
    ...make,
    runs: run,
    learnedToMs: live.endMs,
    accounts: all.map((account) => account.export()),
  });
  const alerts = notices.sent().slice(learned.alerts.length);
  return {
    format: "nhi-demo/1",
    seed: make.seed,
    weeks: make.weeks,
    mode,
    run,
    organisation,
    learned,
    attack: {
      name,
      story,
      identityKey,
      startMs: attackMs,
      calls: live.calls,
      recordsOfOthers: live.recordsOfOthers,
      conclusions: live.conclusions,
      alerts: alerts.filter((alert) => alert.identityKey === identityKey),
      alertsOfOthers: alerts.filter((alert) => alert.identityKey !== identityKey),
      changes: playbooks.changes,
    },
    summary: summarise(live.calls, live.decidedOffsetMs, attacked.enforcementDelayMs),
    playbooks: runs,
    swept,
    proof,
    elapsedMs: nowMs() - startedMs,
  };
}

/** Learning is done as a new owner should do it: in mode observe, which starts no playbook. */
async function learnAll(
  stores: Stores & { readonly notices: ReturnType<typeof memoryNotices> },
  stream: RecordStream,
  fromMs: number,
  toMs: number,
  nowMs: () => number,
  tell: Tell,
) {
  const startedMs = nowMs();
  const assess = createAssessor({
    ...stores,
    playbooks: { start: async () => "already-started" },
    policy: { ...defaultPolicy, mode: "observe" },
  });
  const counts = await learn(stream, fromMs, toMs, assess, (records, share) =>
    tell({ kind: "learning", records, share }),
  );
  let identities = 0;
  for await (const _ of stores.standings.all()) identities++;
  const learned = { fromMs, toMs, ...counts, identities };
  await tell({ kind: "learned", elapsedMs: nowMs() - startedMs, ...learned, alerts: stores.notices.sent() });
  return learned;
}

function makeOf(given: Partial<DemoMake>): DemoMake {
  const { seed = defaultMake.seed, weeks = defaultMake.weeks, density = defaultMake.density, identities } = given;
  return { seed, weeks, density, ...(identities === undefined ? {} : { identities }) };
}

async function openData(folder: string, settings: DemoSettings, tell: Tell): Promise<DemoData> {
  const data = await openDemoData(folder, settings.reset === true);
  if (data.state !== undefined) requireSameMake(folder, data.state, settings);
  if (data.wasInterrupted) {
    await tell({ kind: "note", text: "The last run in this folder did not end; beginning anew." });
  }
  return data;
}

async function startDatabase(path: string | undefined, folder: string | undefined): Promise<EmbeddedDynamoDB> {
  try {
    return await startEmbeddedDynamoDB(path === undefined ? {} : { path });
  } catch (error) {
    if (path === undefined) throw error;
    const what = errorMessageOf(error);
    throw new DemoRefusedError(`${folder}: the table cannot be opened (${what}); is another demo using the folder?`);
  }
}
