import { dynamoContainments } from "../../adapters/dynamodb/containments.ts";
import { dynamoStandings } from "../../adapters/dynamodb/standings.ts";
import { memoryNotices } from "../../adapters/memory/notices.ts";
import { memorySetAside } from "../../adapters/memory/set-aside.ts";
import type { Rules } from "../../app/assess-batch.ts";
import { createAssessor } from "../../app/create-assessor.ts";
import { defaultPolicy, type Mode } from "../../domain/response/policy.ts";
import { createSimulatedAccount, type SimulatedAccount } from "../account/simulated-account.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../embedded-dynamodb.ts";
import { securityTooling } from "../organisation/accounts.ts";
import { attackCatalogue } from "../organisation/attacks/catalogue.ts";
import { type Organisation, organisation } from "../organisation/organisation.ts";
import { dayMs, hourMs, minuteMs } from "../organisation/time-text.ts";
import { virtualClock } from "../state-machine/virtual-clock.ts";
import { accountSeed, withSessions } from "./account-seed.ts";
import { type DemoData, DemoDataError, type DemoMake, openDemoData, requireSameMake } from "./demo-data.ts";
import type { DemoReport, Tell } from "./demo-report.ts";
import { createIntruder } from "./intruder.ts";
import { learn } from "./learn.ts";
import { liveAttack } from "./live-attack.ts";
import { prove } from "./prove.ts";
import { recordStream } from "./record-stream.ts";
import { demoPlaybooks, type PlaybookDefinitions } from "./run-playbooks.ts";
import { stolenSessions } from "./stolen-session.ts";
import { summarise } from "./summarise.ts";

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

export const defaultMake: DemoMake = { seed: 1, weeks: 5, density: 0.75 };

/** A Monday, so that weeks begin as people count them. Fixed, so that a seed gives the same demo on any day. */
const firstDayMs = Date.UTC(2026, 0, 5);
const attackTimeMs = 10 * hourMs + 17 * minuteMs;

/**
 * Runs the simulated organisation: its NHIs are learned from weeks of records, one of them is attacked, and what the
 * warden does about it is carried out and proven. Throws DemoDataError for a data folder that cannot be used and
 * RangeError for an unknown attack.
 */
export async function runDemo(settings: DemoSettings, parts: DemoParts): Promise<DemoReport> {
  const data =
    settings.dataFolder === undefined ? undefined : await openData(settings.dataFolder, settings, parts.tell);
  const database = await startDatabase(data?.databasePath, settings.dataFolder);
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
  const { attack: attackName, mode } = settings;
  const { seed, weeks, density, identities } = { ...defaultMake, ...(data?.state ?? settings) };
  const some = identities === undefined ? {} : { identities };
  const make: DemoMake = { seed, weeks, density, ...some };
  const runsBefore = data?.state?.runs ?? 0;
  await data?.begin(make);

  const days = weeks * 7 + runsBefore;
  const made = organisation({ seed, startMs: firstDayMs, days: days + 1, density, ...some });
  const attackMs = firstDayMs + days * dayMs + attackTimeMs;
  const described = describe(made);
  await tell({ kind: "organisation", run: runsBefore + 1, ...described });

  const scenario = scenarioNamed(attackName)({ organisation: made, startMs: attackMs });
  const steps = scenario.attackSteps();
  const sessions = stolenSessions(steps);
  const accounts = made.accounts.map(({ accountId }) => {
    const held = data?.state?.accounts.find((account) => account.accountId === accountId);
    const base = held ?? accountSeed(made, accountId, attackMs);
    const restore = accountId === scenario.accountId ? withSessions(base, sessions) : base;
    return createSimulatedAccount({ accountId, restore });
  });
  const accountNamed = (accountId: string) =>
    accounts.find((account) => account.accountId === accountId) as SimulatedAccount;

  const notices = memoryNotices();
  const stores = { standings: dynamoStandings(database), setAside: memorySetAside(), notices, rules };
  const stream = recordStream(made, inactiveKeys(accounts));
  const fromMs = data?.state?.learnedToMs ?? firstDayMs;
  const learner = createAssessor({
    ...stores,
    playbooks: { start: async () => "already-started" },
    policy: { ...defaultPolicy, mode: "observe" },
  });
  const learnStartedMs = nowMs();
  const counts = await learn(stream, fromMs, attackMs, learner, (records, share) =>
    tell({ kind: "learning", records, share }),
  );
  let known = 0;
  for await (const _ of stores.standings.all()) known++;
  const learned = { fromMs, toMs: attackMs, ...counts, identities: known, alerts: notices.sent() };
  await tell({ kind: "learned", elapsedMs: nowMs() - learnStartedMs, ...learned });

  const clock = virtualClock(attackMs);
  const home = accountNamed(securityTooling.accountId);
  const playbooks = demoPlaybooks({
    definitions: playbookDefinitions,
    client: database.client,
    tableName: database.tableName,
    home,
    members: accounts.filter((account) => account !== home),
    clock,
    startMs: attackMs,
    tell,
  });
  let recordsOfIdentity = 0;
  const assess = createAssessor({
    ...stores,
    playbooks: playbooks.runner,
    policy: { ...defaultPolicy, mode },
    onActivity: (_, { identity }) => {
      if (identity.key === scenario.identityKey) recordsOfIdentity++;
    },
  });
  const before = new Map(accounts.map((account) => [account.accountId, account.state()]));
  const attacked = accountNamed(scenario.accountId);
  const intruder = createIntruder(attacked, steps);
  const { name, story, identityKey } = scenario;
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
  const containments = dynamoContainments(database);
  const runs = await playbooks.runs(containments);
  const targets = (await containments.list())
    .filter(({ request }) => request.identityKey === identityKey)
    .map(({ request }) => request.target);
  const endMs = Math.max(live.endMs, clock.nowMs());
  const proof = prove({ accounts, before, attacked, targets, runs, steps, intruder, nowMs: endMs });
  await data?.save({
    ...make,
    runs: runsBefore + 1,
    learnedToMs: live.endMs,
    accounts: accounts.map((account) => account.export()),
  });
  const alerts = notices.sent().slice(learned.alerts.length);
  return {
    format: "nhi-demo/1",
    seed,
    weeks,
    mode,
    run: runsBefore + 1,
    organisation: described,
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
    proof,
    elapsedMs: nowMs() - startedMs,
  };
}

async function openData(folder: string, settings: DemoSettings, tell: Tell): Promise<DemoData> {
  const data = await openDemoData(folder, settings.reset === true);
  if (data.wasInterrupted)
    await tell({ kind: "note", text: "The last run in this folder did not end; beginning anew." });
  if (data.state !== undefined) requireSameMake(folder, data.state, settings);
  return data;
}

async function startDatabase(path: string | undefined, folder: string | undefined): Promise<EmbeddedDynamoDB> {
  try {
    return await startEmbeddedDynamoDB(path === undefined ? {} : { path });
  } catch (error) {
    if (path === undefined) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new DemoDataError(`${folder}: the table cannot be opened (${what}); is another demo using the folder?`);
  }
}

function scenarioNamed(name: string) {
  const make = Object.hasOwn(attackCatalogue, name) ? attackCatalogue[name] : undefined;
  if (make !== undefined) return make;
  throw new RangeError(
    `there is no attack ${JSON.stringify(name)}; there are ${Object.keys(attackCatalogue).join(", ")}`,
  );
}

function describe({ identities, accounts }: Organisation): DemoReport["organisation"] {
  const kinds: Record<string, number> = {};
  for (const { kind } of identities) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    identities: identities.length,
    accounts: accounts.map(({ accountId, name }) => ({ accountId, name })),
    kinds,
  };
}

/** What an earlier run contained cannot be used in this one, by nobody. */
function inactiveKeys(accounts: readonly SimulatedAccount[]): ReadonlySet<string> {
  return new Set(
    accounts.flatMap((account) =>
      [...account.state().users.values()].flatMap(({ accessKeys }) =>
        accessKeys.filter(({ status }) => status === "Inactive").map(({ accessKeyId }) => accessKeyId),
      ),
    ),
  );
}
