import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { embeddedMetrics } from "../lib/adapters/cloudwatch/embedded-metrics.ts";
import { dynamoContainments } from "../lib/adapters/dynamodb/containments.ts";
import { dynamoCorrelations } from "../lib/adapters/dynamodb/correlations.ts";
import { dynamoInventories } from "../lib/adapters/dynamodb/inventories.ts";
import { dynamoPeers } from "../lib/adapters/dynamodb/peers.ts";
import { dynamoRules } from "../lib/adapters/dynamodb/rules.ts";
import { dynamoSettings } from "../lib/adapters/dynamodb/settings.ts";
import { dynamoStandings } from "../lib/adapters/dynamodb/standings.ts";
import { dynamoUnruledCases } from "../lib/adapters/dynamodb/unruled-cases.ts";
import { readContractFolder } from "../lib/adapters/files/contract-files.ts";
import { policyFile, safelyDeployed } from "../lib/adapters/files/policy-file.ts";
import { parseRuleFile, readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { snsNotices } from "../lib/adapters/sns/notices.ts";
import { sqsSetAside } from "../lib/adapters/sqs/set-aside.ts";
import { stepFunctionsPlaybooks } from "../lib/adapters/step-functions/playbooks.ts";
import { type AssessBatch, partsOf, type ReadingParts } from "../lib/app/assess-batch.ts";
import {
  assessMessages,
  assessReadings,
  type Message,
  type MessagesReport,
  noting,
} from "../lib/app/assess-messages.ts";
import { createAssessor } from "../lib/app/create-assessor.ts";
import { createLivePolicy, type LivePolicy } from "../lib/app/live-policy.ts";
import { createLiveRules, type LiveRules } from "../lib/app/live-rules.ts";
import { environment } from "../lib/contract/environment.ts";
import { compileRules } from "../lib/domain/detection/rules.ts";
import type { Reading } from "../lib/domain/event/activity.ts";
import { type PlaybookName, playbookNames } from "../lib/domain/response/decision.ts";
import { contractProblemText } from "../lib/domain/scope/contract-problem.ts";
import type { ContractReading } from "../lib/domain/scope/read-contracts.ts";
import { networks, refreshNetworks } from "./deployed-networks.ts";
import { required } from "./variables.ts";

function playbookArns(): Record<PlaybookName, string> {
  const arns = JSON.parse(required(environment.playbookArns)) as Record<PlaybookName, string>;
  for (const name of playbookNames) {
    if (typeof arns[name] !== "string")
      throw new Error(`${environment.playbookArns} names no state machine for ${name}`);
  }
  return arns;
}

/** Makes the assessor from what the stack set, with the rules and the policy that lie beside the handler. */
async function open(): Promise<{
  readonly assess: AssessBatch;
  readonly live: LiveRules;
  readonly settings: LivePolicy;
  /** How many rules, contracts and policies of the deployment are not in force as they were written. */
  readonly wrong: number;
}> {
  const here = dirname(fileURLToPath(import.meta.url));
  const [folder, file] = await Promise.all([
    readRuleFolder(join(here, "rules")),
    policyFile(join(here, "warden.yaml")),
  ]);
  const stored = { client: new DynamoDBClient({}), tableName: required(environment.tableName) };
  const live = createLiveRules({
    builtIn: folder.documents,
    store: dynamoRules(stored),
    parse: parseRuleFile,
    compile: (documents) => compileRules(documents, folder.placeholders),
    onProblem: (problem) => console.error(JSON.stringify({ message: "a pushed rule is not in force", problem })),
  });
  const ownProblems = live.inForce().problems;
  for (const problem of [...folder.problems, ...ownProblems]) {
    console.warn(JSON.stringify({ message: "a rule was not loaded as written", ...problem }));
  }
  const settings = createLivePolicy({
    deployed: safelyDeployed(file),
    builtInRules: live.inForce().rules,
    store: dynamoSettings(stored),
    onVersion: (version) => console.info(JSON.stringify({ message: "live settings are in force", version })),
    onProblem: (problem) => console.error(JSON.stringify({ message: "live settings are not in force", problem })),
  });
  const policyProblems = "problems" in file ? file.problems : [];
  for (const problem of policyProblems) {
    console.error(JSON.stringify({ message: "the policy is not in force; everything is only observed", problem }));
  }
  const scope = await contractsIn(join(here, "contracts"));
  console.info(JSON.stringify({ message: "assessor ready", rules: live.status().rules, mode: settings.policy().mode }));
  const assess = createAssessor({
    standings: dynamoStandings(stored),
    correlations: dynamoCorrelations(stored),
    peers: dynamoPeers(stored),
    onProblem: (problem) => console.error(JSON.stringify({ message: "the batch goes on without it", problem })),
    unruledCases: dynamoUnruledCases(stored),
    notices: snsNotices({ client: new SNSClient({}), topicArn: required(environment.topicArn) }),
    containments: dynamoContainments(stored),
    inventories: dynamoInventories(stored),
    playbooks: stepFunctionsPlaybooks({ client: new SFNClient({}), stateMachineArns: playbookArns() }),
    setAside: sqsSetAside({ client: new SQSClient({}), queueUrl: required(environment.setAsideQueueUrl) }),
    rules: live,
    policy: settings.policy,
    contracts: scope.contracts,
    dataCategories: scope.dataCategories,
    ...(networks === undefined ? {} : { networks }),
    pause: (attempt) => sleep(Math.random() * Math.min(400, 20 * attempt)),
  });
  const errors = [...folder.problems, ...ownProblems, ...scope.problems].filter(({ severity }) => severity === "error");
  return { assess, live, settings, wrong: errors.length + policyProblems.length };
}

/**
 * The contracts beside the handler; none where there is no such folder. One that is not right is told and not in force.
 */
async function contractsIn(folder: string): Promise<ContractReading> {
  if (!existsSync(folder)) return { contracts: [], dataCategories: [], problems: [] };
  const read = await readContractFolder(folder, "contracts");
  for (const problem of read.problems) {
    console.warn(JSON.stringify({ message: "a contract is not in force", problem: contractProblemText(problem) }));
  }
  return read;
}

const opened = open();

/** Assesses messages now, and logs their figures. */
export const assessNow = (messages: readonly Message[]): Promise<MessagesReport> =>
  logged((assess, nowMs) => assessMessages(assess, messages, nowMs));

/** The same for readings that no message delivers one by one. */
export const assessReadingsNow = (readings: ReadingParts): Promise<MessagesReport> =>
  logged((assess, nowMs) => assessReadings(assess, readings, nowMs));

async function logged(run: (assess: AssessBatch, nowMs: number) => Promise<MessagesReport>): Promise<MessagesReport> {
  const { assess, live, settings, wrong } = await opened;
  const nowMs = Date.now();
  await Promise.all([refreshNetworks(nowMs), live.refresh(nowMs), settings.refresh(nowMs)]);
  const ages = eventAges(nowMs);
  const report = await run((readings, atMs) => assess({ parts: noting(partsOf(readings), ages.note) }, atMs), nowMs);
  const notInForce = wrong + live.status().notInForce.length + settings.problems().length;
  console.info(embeddedMetrics(report.reports, ages.sample, nowMs, notInForce));
  for (const { id, error } of report.failed) console.error(JSON.stringify({ message: error.message, messageId: id }));
  return report;
}

/** A sample of how old events are when they are assessed: one in sixteen, at most a hundred, as a metric takes them. */
function eventAges(nowMs: number): { readonly sample: number[]; readonly note: (part: readonly Reading[]) => void } {
  const sample: number[] = [];
  const note = (part: readonly Reading[]) => {
    for (let index = 0; index < part.length && sample.length < 100; index += 16) {
      const reading = part[index];
      if (reading?.kind === "activity") sample.push(nowMs - reading.activity.timeMs);
    }
  };
  return { sample, note };
}
