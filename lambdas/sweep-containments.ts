import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSEvent } from "aws-lambda";
import { memberHistories } from "../lib/adapters/cloudtrail/account-histories.ts";
import { connectHistory } from "../lib/adapters/cloudtrail/event-history.ts";
import { dynamoContainments } from "../lib/adapters/dynamodb/containments.ts";
import { dynamoStandings } from "../lib/adapters/dynamodb/standings.ts";
import { dynamoSweepNotes } from "../lib/adapters/dynamodb/sweep-notes.ts";
import { policyFile, safePolicy } from "../lib/adapters/files/policy-file.ts";
import { snsNotices } from "../lib/adapters/sns/notices.ts";
import { readQueuedSweep, sqsSweepOrders } from "../lib/adapters/sqs/sweep-orders.ts";
import { stepFunctionsPlaybooks } from "../lib/adapters/step-functions/playbooks.ts";
import { connectCaller } from "../lib/adapters/sts/aws-caller.ts";
import { memberRoles } from "../lib/adapters/sts/member-roles.ts";
import { stsTakeRole } from "../lib/adapters/sts/take-role.ts";
import { type SweepContainmentParts, type SweptContainment, sweepContainment } from "../lib/app/sweep-containment.ts";
import { environment } from "../lib/contract/environment.ts";
import { endpointOf, required } from "./variables.ts";

/** Enough to use what was found, and for the retries of a look-up that is under way. */
const reservedMs = 120_000;
/** How often a sweep that was not finished in time goes on. */
const mostRounds = 8;

const orders = sqsSweepOrders({ client: new SQSClient({}), queueUrl: required(environment.sweepQueueUrl) });

async function open(): Promise<Omit<SweepContainmentParts, "isOver">> {
  const stored = { client: new DynamoDBClient({}), tableName: required(environment.tableName) };
  const file = await policyFile(join(dirname(fileURLToPath(import.meta.url)), "warden.yaml"));
  for (const problem of "problems" in file ? file.problems : []) {
    console.error(JSON.stringify({ message: "the policy is not in force; everything is only observed", problem }));
  }
  const regions = [...new Set(required(environment.sweepRegions).split(","))];
  const caller = await connectCaller(endpointOf);
  return {
    history: await connectHistory(regions, required(environment.homeAccount)),
    accounts: memberHistories({
      takeRole: memberRoles({
        takeRole: stsTakeRole({ caller }),
        partition: required(environment.partition),
        externalId: required(environment.externalId),
      }),
      regions,
    }),
    notes: dynamoSweepNotes(stored),
    standings: dynamoStandings(stored),
    containments: dynamoContainments(stored),
    notices: snsNotices({ client: new SNSClient({}), topicArn: required(environment.topicArn) }),
    playbooks: stepFunctionsPlaybooks({
      client: new SFNClient({}),
      stateMachineArns: JSON.parse(required(environment.playbookArns)),
    }),
    // What may be contained, and how, stands in the deployed file alone: live settings do not reach it.
    policy: safePolicy(file),
    pause: (attempt) => sleep(Math.random() * Math.min(400, 20 * attempt)),
  };
}

const opened = open();

/** Sweeps after the containments that the messages name, one after the other; what fails is delivered again. */
export async function handler(
  event: SQSEvent,
  context?: Pick<Context, "getRemainingTimeInMillis">,
): Promise<readonly SweptContainment["outcome"][]> {
  const parts = await opened;
  const isOver = () => (context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) < reservedMs;
  const outcomes: SweptContainment["outcome"][] = [];
  for (const { body } of event.Records) {
    const { order, round } = readQueuedSweep(body);
    const swept = await sweepContainment({ ...parts, isOver }, order, Date.now());
    const from = swept.unfinished;
    const goesOn = from.length > 0 && round + 1 < mostRounds;
    if (goesOn) await orders.send({ order: { containmentId: order.containmentId, from }, round: round + 1 });
    log(order.containmentId, swept, round, goesOn);
    outcomes.push(swept.outcome);
  }
  return outcomes;
}

function log(
  containmentId: string,
  { outcome, reports, unfinished }: SweptContainment,
  round: number,
  goesOn: boolean,
) {
  const sum = (count: (report: SweptContainment["reports"][number]) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  const figures = {
    containmentId,
    outcome,
    round,
    requested: sum(({ requests }) => requests.length),
    forPeople: sum(({ plan }) => plan.people.length + plan.undo.length),
    toReplace: sum(({ plan }) => plan.rotate.length),
    lookUps: sum(({ lookUps }) => lookUps),
    records: sum(({ records }) => records),
    cuts: sum(({ plan }) => plan.cuts.length),
    unfinished: unfinished.length,
    // Accounts without the role to look into them.
    notSwept: [
      ...new Set(
        reports.flatMap(({ plan }) => plan.cuts.filter(({ reason }) => reason === "role").map(({ where }) => where)),
      ),
    ],
  };
  console.info(JSON.stringify({ message: "a containment was swept", ...figures }));
  if (unfinished.length > 0 && !goesOn) {
    console.error(JSON.stringify({ message: "a sweep was given up before its end", ...figures }));
  }
}
