import { production, staging, vendorAccounts } from "../accounts.ts";
import { api, denied } from "../call.ts";
import { describeInstances, describeLoadBalancers } from "../calls/compute.ts";
import { queueCall } from "../calls/messaging.ts";
import {
  costAndUsage,
  describeAlarms,
  describeDatabases,
  getResources,
  listMetrics,
  metricStatistics,
} from "../calls/operations.ts";
import { bucketCall, datedKey, getObject, listBuckets, putObject } from "../calls/storage.ts";
import { crossAccount } from "../credentials/cross-account.ts";
import { fixedHexadecimal, role } from "../credentials/principal.ts";
import { rolesAnywhere } from "../credentials/roles-anywhere.ts";
import { uniqueId } from "../identifiers.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { addressPool, dataCentreAddresses, vendorAddresses } from "../networks.ts";
import { hourly } from "../patterns/cron.ts";
import { polling } from "../patterns/polling.ts";
import { traffic } from "../patterns/time-of-day.ts";
import { seededRandom } from "../random.ts";
import { mix, opening, rounds, withNoise } from "../script.ts";
import { hourMs, minuteMs } from "../time-text.ts";
import { boto3, goSdk, steady } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

/** What comes from outside AWS, or from other people's accounts. */
export function partners(world: World): readonly IdentitySpec[] {
  return [...monitoringVendor(world), costVendor(world), warehouse(world)];
}

/** A monitoring service that polls two accounts through a role with an external id. */
function monitoringVendor(world: World): readonly IdentitySpec[] {
  const { seed } = world;
  const accountId = vendorAccounts.monitoring;
  return [production, staging].map((account) => {
    const principal = role(seed, account, "vendor-monitoring-integration");
    return roleSpec(
      "third-party",
      principal,
      `arn:aws:iam::${accountId}:root`,
      {
        owner: "platform",
        purpose: "a vendor reads metrics and the inventory",
        permits: ["cloudwatch:*", "ec2:Describe*", "tag:Get*", "elasticloadbalancing:Describe*", "rds:Describe*"],
      },
      [
        {
          pattern: polling({ everyMs: account === production ? 30 * minuteMs : hourMs, calls: 5 }),
          script: withNoise(
            rounds(listMetrics, metricStatistics, describeInstances, getResources, describeLoadBalancers),
            0.02,
            denied(api("backup", "ListBackupJobs")),
          ),
          network: addressPool(vendorAddresses.monitoring),
          userAgent: steady(goSdk(4, "cloudwatch", "metrics-crawler")),
        },
      ],
      (census) =>
        crossAccount(
          principal,
          {
            accountId,
            principalId: `${uniqueId(seededRandom(seed, "vendor:monitoring"), "AROA")}:crawler`,
            externalId: fixedHexadecimal(seed, `external:${account.accountId}`, 32),
            sessionName: "metrics-integration",
          },
          census,
        ),
    );
  });
}

function costVendor(world: World): IdentitySpec {
  const { seed } = world;
  const accountId = vendorAccounts.costs;
  const principal = role(seed, production, "vendor-cost-insight");
  return roleSpec(
    "third-party",
    principal,
    `arn:aws:iam::${accountId}:root`,
    {
      owner: "finance",
      purpose: "a vendor reads the costs every six hours",
      permits: ["ce:*", "s3:List*", "s3:GetBucket*", "rds:Describe*", "ec2:Describe*"],
    },
    [
      {
        pattern: polling({ everyMs: 6 * hourMs, calls: 14 }),
        script: opening(
          [listBuckets, costAndUsage],
          mix([3, bucketCall("GetBucketTagging", "acme-shop-assets")], [2, describeDatabases], [2, describeInstances]),
        ),
        network: addressPool(vendorAddresses.costs),
        userAgent: steady(boto3(3)),
      },
    ],
    (census) =>
      crossAccount(
        principal,
        {
          accountId,
          principalId: `${uniqueId(seededRandom(seed, "vendor:costs"), "AROA")}:collector`,
          externalId: fixedHexadecimal(seed, "external:costs", 32),
          sessionName: "cost-collector",
        },
        census,
      ),
  );
}

/** The warehouse's own machines, with certificates of the company's authority. */
function warehouse(world: World): IdentitySpec {
  const principal = role(world.seed, production, "warehouse-gateway");
  const network = addressPool(dataCentreAddresses);
  const userAgent = steady(boto3(1));
  return roleSpec(
    "roles-anywhere",
    principal,
    "rolesanywhere.amazonaws.com",
    {
      owner: "logistics",
      purpose: "the warehouse's gateway reports stock and fetches picking lists",
      permits: ["sqs:*", "s3:GetObject", "s3:PutObject", "cloudwatch:DescribeAlarms"],
    },
    [
      {
        pattern: traffic({ burstsADay: 40, calls: [1, 3], gapMs: 900 }),
        script: mix(
          [5, queueCall("SendMessage", "stock")],
          [3, queueCall("ReceiveMessage", "picking")],
          [2, getObject("acme-shop-partner-in", datedKey("lists", "csv"))],
        ),
        network,
        userAgent,
      },
      {
        pattern: hourly(50, [2, 3], 900),
        script: opening([describeAlarms], rounds(putObject("acme-shop-warehouse", datedKey("stock", "json")))),
        network,
        userAgent,
      },
    ],
    (census) => rolesAnywhere(world.seed, principal, "gateway-01.warehouse.acme-shop.example", census),
  );
}
