import { production, securityTooling, staging } from "../accounts.ts";
import { denied, failing } from "../call.ts";
import { changeAccessKey, createAccessKey, iamCall } from "../calls/identity.ts";
import { publish, queueCall, sendEmail, startExecution } from "../calls/messaging.ts";
import {
  createLogStream,
  getFindings,
  importFindings,
  listFindings,
  parquetQuery,
  queryResults,
} from "../calls/operations.ts";
import { getParameter, getSecret, keyCall, secretCall } from "../calls/secrets.ts";
import { datedKey, getObject, headObject, listObjects, putObject, tableCall } from "../calls/storage.ts";
import { accessKey, user } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { atTimes } from "../patterns/at-times.ts";
import { hourly, nightly } from "../patterns/cron.ts";
import { monthly } from "../patterns/monthly.ts";
import { traffic } from "../patterns/time-of-day.ts";
import { mix, opening, rounds, type Script, sequence, withNoise } from "../script.ts";
import { dayMs, hourMs, minuteMs } from "../time-text.ts";
import { type FunctionPlan, functionSpec } from "./function-spec.ts";
import { partnerKeyRotationMs } from "./users.ts";

const environments = ["env-a", "env-b", "env-c"];
const noSuchKey = "The specified key does not exist.";

/** Bursts of an event-driven function: a log stream now and then, then the work. */
function events(name: string, burstsADay: number, script: Script): FunctionPlan["habits"][number] {
  const pattern = traffic({ burstsADay, calls: [1, 5], gapMs: 400, workloads: environments });
  return { pattern, script: withNoise(script, 0.05, createLogStream(`/aws/lambda/${name}`)) };
}

function plans(world: World): readonly FunctionPlan[] {
  const rotationMs = partnerKeyRotationMs(world);
  const partner = user(world.seed, production, "partner-upload");
  const [oldKey, newKey] = [accessKey(world.seed, partner, 0), accessKey(world.seed, partner, 1)];
  const reports = "acme-shop-reports";
  return [
    {
      name: "order-events",
      account: production,
      owner: "orders",
      purpose: "reacts to each order",
      permits: ["dynamodb:*", "sqs:*", "sns:Publish", "logs:*", "states:StartExecution"],
      language: "node",
      habits: [
        events(
          "order-events",
          45,
          mix(
            [4, tableCall("PutItem", "orders")],
            [3, queueCall("SendMessage", "fulfilment")],
            [2, publish("order-placed")],
          ),
        ),
      ],
      adds: startExecution("refund-check"),
    },
    {
      name: "image-resize",
      account: production,
      owner: "storefront",
      purpose: "makes thumbnails",
      permits: ["s3:GetObject", "s3:PutObject", "logs:*"],
      language: "python",
      habits: [
        events(
          "image-resize",
          40,
          withNoise(
            rounds(
              getObject("acme-shop-uploads", datedKey("images", "jpg")),
              putObject("acme-shop-assets", datedKey("thumbnails", "webp")),
            ),
            0.02,
            failing(getObject("acme-shop-uploads", datedKey("images", "jpg")), "NoSuchKey", noSuchKey),
          ),
        ),
      ],
    },
    {
      name: "invoice-render",
      account: production,
      owner: "finance",
      purpose: "renders invoices and mails them",
      permits: ["s3:*", "ses:SendEmail", "kms:*", "dynamodb:GetItem", "logs:*"],
      language: "python",
      habits: [
        events(
          "invoice-render",
          35,
          rounds(
            tableCall("GetItem", "orders"),
            keyCall("GenerateDataKey", "invoices"),
            putObject("acme-shop-invoices", datedKey("pdf", "pdf")),
            sendEmail,
          ),
        ),
      ],
    },
    {
      name: "webhook-receiver",
      account: production,
      owner: "payments",
      purpose: "takes in the payment provider's webhooks",
      permits: ["secretsmanager:GetSecretValue", "dynamodb:PutItem", "sqs:SendMessage", "logs:*"],
      language: "node",
      inVpc: true,
      habits: [
        events(
          "webhook-receiver",
          40,
          mix(
            [1, getSecret("payments/webhook-key")],
            [4, tableCall("PutItem", "payments")],
            [3, queueCall("SendMessage", "payments")],
          ),
        ),
      ],
    },
    {
      name: "cleanup-expired",
      account: production,
      owner: "storefront",
      purpose: "removes expired carts every hour",
      permits: ["dynamodb:*", "logs:*"],
      language: "node",
      habits: [
        {
          pattern: hourly(5, [3, 6], 700),
          script: opening([tableCall("Scan", "carts")], sequence(tableCall("DeleteItem", "carts"))),
        },
      ],
    },
    {
      name: "rotate-access-keys",
      account: production,
      owner: "security",
      purpose: "watches key age and rotates the partner's key",
      permits: ["iam:*AccessKey*", "iam:ListUsers", "secretsmanager:*", "logs:*"],
      language: "python",
      habits: [
        {
          pattern: nightly(5, [4, 6], 900),
          script: opening([iamCall("ListUsers")], sequence(iamCall("ListAccessKeys", { user: "partner-upload" }))),
        },
        {
          pattern: atTimes(rotationMs - 30 * minuteMs, [0, 2_000, 4_000, 3 * hourMs, 2 * dayMs]),
          script: sequence(
            iamCall("ListAccessKeys", { user: "partner-upload" }),
            createAccessKey("partner-upload", newKey),
            secretCall("PutSecretValue", "partners/upload-key"),
            changeAccessKey("UpdateAccessKey", "partner-upload", oldKey),
            changeAccessKey("DeleteAccessKey", "partner-upload", oldKey),
          ),
        },
      ],
    },
    {
      name: "report-builder",
      account: production,
      owner: "finance",
      purpose: "builds the night's reports, and the month's on the 1st",
      permits: ["athena:*", "s3:*", "glue:Get*", "ses:SendEmail", "logs:*"],
      language: "python",
      habits: [
        {
          pattern: nightly(3, [18, 30], 8_000),
          script: opening(
            [parquetQuery, queryResults],
            mix(
              [3, queryResults],
              [2, getObject(reports, datedKey("night", "parquet"))],
              [1, putObject(reports, datedKey("night", "csv"))],
            ),
          ),
        },
        {
          pattern: monthly(5, [30, 50], 12_000),
          script: opening(
            [parquetQuery, listObjects(reports, "month/")],
            mix([3, queryResults], [2, putObject(reports, datedKey("month", "xlsx"))], [1, sendEmail]),
          ),
        },
      ],
    },
    {
      name: "finding-forwarder",
      account: securityTooling,
      owner: "security",
      purpose: "brings findings together",
      permits: ["guardduty:Get*", "guardduty:List*", "securityhub:BatchImportFindings", "logs:*"],
      language: "python",
      habits: [
        { pattern: hourly(20, [3, 7], 900), script: opening([listFindings, getFindings], sequence(importFindings)) },
      ],
    },
    {
      name: "staging-order-events",
      account: staging,
      owner: "orders",
      purpose: "the order function's staging copy",
      permits: ["dynamodb:*", "sqs:*", "s3:GetObject", "logs:*"],
      language: "node",
      habits: [
        events(
          "staging-order-events",
          12,
          withNoise(
            mix([4, tableCall("PutItem", "orders")], [3, queueCall("SendMessage", "fulfilment")]),
            0.05,
            denied(getParameter("/orders/feature-flags")),
            failing(headObject("acme-shop-staging-assets", datedKey("orders", "json")), "NoSuchKey", noSuchKey),
          ),
        ),
      ],
    },
  ];
}

/** Roles of Lambda functions. */
export function lambdaFunctions(world: World): readonly IdentitySpec[] {
  return plans(world).map((plan) => functionSpec(world, plan));
}
