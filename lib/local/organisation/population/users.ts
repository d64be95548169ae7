import { production, staging } from "../accounts.ts";
import { failing } from "../call.ts";
import { callerIdentity } from "../calls/identity.ts";
import {
  costAndUsage,
  costForecast,
  createDbSnapshot,
  describeAlarms,
  describeDatabases,
  listMetrics,
  metricStatistics,
  reportDefinitions,
} from "../calls/operations.ts";
import { keyCall } from "../calls/secrets.ts";
import { datedKey, getObject, headObject, listBuckets, listObjects, putObject } from "../calls/storage.ts";
import { user } from "../credentials/principal.ts";
import type { Behaviour, IdentitySpec, World } from "../identity-spec.ts";
import { addressPool, dataCentreAddresses, officeAddresses, partnerAddresses } from "../networks.ts";
import { between } from "../patterns/at-times.ts";
import { hourly, nightly } from "../patterns/cron.ts";
import { monthly } from "../patterns/monthly.ts";
import { polling } from "../patterns/polling.ts";
import { mix, opening, rounds, sequence, withNoise } from "../script.ts";
import { dayMs, hourMs, minuteMs } from "../time-text.ts";
import { boto3, cli, steady } from "../user-agents.ts";
import { userSpec } from "./specify.ts";

const noSuchKey = "The specified key does not exist.";
const backups = "acme-shop-backups";
const shippingList = putObject("acme-shop-partner-in", datedKey("lists", "csv"));

const nightlyBackup: Behaviour = {
  pattern: nightly(1, [90, 130], 12_000),
  script: withNoise(
    opening(
      [callerIdentity, listBuckets, describeDatabases, createDbSnapshot("orders"), listObjects(backups, "orders/")],
      mix(
        [6, putObject(backups, datedKey("orders", "dump.zst"))],
        [2, keyCall("GenerateDataKey", "backups")],
        [1, headObject(backups, datedKey("orders", "dump.zst"))],
      ),
    ),
    0.01,
    failing(headObject(backups, datedKey("orders", "lock")), "NoSuchKey", noSuchKey),
  ),
  network: addressPool(dataCentreAddresses),
  userAgent: steady(boto3(2)),
};

/** When the archive's move was done; its key has been silent since. */
export function archiveSyncEndsMs(world: World): number {
  return world.startMs + 4 * dayMs;
}

/** When the partner's key is rotated; the rotation function makes the new one half an hour before. */
export function partnerKeyRotationMs(world: World): number {
  return world.startMs + 17 * dayMs + 10 * hourMs;
}

/** IAM users with long-term access keys: what every grown organisation still has. */
export function keyUsers(world: World): readonly IdentitySpec[] {
  const { seed } = world;
  return [
    userSpec(
      world,
      user(seed, production, "nightly-backup"),
      {
        owner: "platform",
        purpose: "copies the databases' dumps to the backup bucket every night",
        permits: ["s3:*", "kms:*", "rds:*", "secretsmanager:*", "iam:CreateAccessKey", "iam:PutUserPolicy"],
      },
      [nightlyBackup],
    ),
    userSpec(
      world,
      user(seed, production, "partner-upload"),
      {
        owner: "logistics",
        purpose: "a partner's upload of shipping lists",
        permits: ["s3:PutObject", "s3:ListBucket", "s3:GetObject"],
        changes: [{ atMs: partnerKeyRotationMs(world), what: "access key rotated" }],
      },
      [
        {
          pattern: hourly(12, [3, 8], 9_000),
          script: withNoise(
            opening([listObjects("acme-shop-partner-in", "lists/")], sequence(shippingList)),
            0.04,
            failing(headObject("acme-shop-partner-in", datedKey("lists", "ack")), "NoSuchKey", noSuchKey),
          ),
          network: addressPool(partnerAddresses),
          userAgent: steady(cli("2.15.30", "s3.cp", "linux#5.15.0-105-generic")),
        },
      ],
      [partnerKeyRotationMs(world)],
    ),
    userSpec(
      world,
      user(seed, production, "legacy-billing-export"),
      {
        owner: "finance",
        purpose: "fetches the month's bill on the 1st and the day's costs each morning",
        permits: ["ce:*", "cur:*", "s3:GetObject", "s3:ListBucket"],
      },
      [
        {
          pattern: monthly(4, [50, 70], 20_000),
          script: opening(
            [reportDefinitions, costForecast, listObjects("acme-shop-billing", "cur/")],
            sequence(getObject("acme-shop-billing", datedKey("cur", "csv.gz"))),
          ),
          network: addressPool(officeAddresses),
          userAgent: steady("aws-sdk-java/1.12.470 Linux/4.18.0 OpenJDK_64-Bit_Server_VM/11.0.19+7 java/11.0.19"),
        },
        {
          pattern: nightly(6, [2, 4], 8_000),
          script: rounds(costAndUsage),
          network: addressPool(officeAddresses),
          userAgent: steady("aws-sdk-java/1.12.470 Linux/4.18.0 OpenJDK_64-Bit_Server_VM/11.0.19+7 java/11.0.19"),
        },
      ],
    ),
    userSpec(
      world,
      user(seed, production, "uptime-monitor"),
      {
        owner: "platform",
        purpose: "asks for alarms and metrics every ten minutes",
        permits: ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
      },
      [
        {
          pattern: polling({ everyMs: 10 * minuteMs, calls: 2 }),
          script: mix([5, describeAlarms], [3, metricStatistics], [1, listMetrics]),
          network: addressPool(dataCentreAddresses),
          userAgent: steady(boto3(0)),
        },
      ],
    ),
    userSpec(
      world,
      user(seed, staging, "archive-sync"),
      {
        owner: "data",
        purpose: "moved the old archive to S3; its work ended, its key did not",
        permits: ["s3:*", "iam:List*", "iam:Get*", "secretsmanager:GetSecretValue"],
        changes: [{ atMs: archiveSyncEndsMs(world), what: "the job was switched off" }],
      },
      [
        {
          pattern: between(world.startMs, archiveSyncEndsMs(world), hourly(40, [4, 9], 6_000)),
          script: opening(
            [listObjects("acme-shop-archive", "2019/")],
            sequence(putObject("acme-shop-archive", datedKey("2019", "tar"))),
          ),
          network: addressPool(officeAddresses),
          userAgent: steady(cli("2.9.19", "s3.sync", "linux#5.4.0-150-generic")),
        },
      ],
    ),
  ];
}
