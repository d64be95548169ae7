import { type Account, production, staging } from "../accounts.ts";
import { denied } from "../call.ts";
import { containerService, describeInstances, describeTargetHealth, instanceStatus } from "../calls/compute.ts";
import {
  configRecorders,
  createLogStream,
  describeDbClusters,
  describeTrails,
  putEvaluations,
} from "../calls/operations.ts";
import { keyCall } from "../calls/secrets.ts";
import { bucketCall, datedKey, putObject } from "../calls/storage.ts";
import { awsService } from "../credentials/aws-service.ts";
import { role } from "../credentials/principal.ts";
import { serviceLinked } from "../credentials/service-linked.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { serviceNetwork } from "../networks.ts";
import type { Pattern } from "../patterns/pattern.ts";
import { polling } from "../patterns/polling.ts";
import { mix, rounds, type Script, withNoise } from "../script.ts";
import { hourMs, minuteMs } from "../time-text.ts";
import { steady } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

/** What AWS does of itself in the accounts: service-linked roles, and services without any role. */
export function provider(world: World): readonly IdentitySpec[] {
  return [...linkedRoles(world), ...services()];
}

function linkedRoles(world: World): readonly IdentitySpec[] {
  const roles: readonly (readonly [string, string, string, Account, Pattern, Script])[] = [
    [
      "AutoScaling",
      "autoscaling.amazonaws.com",
      "AutoScaling",
      production,
      polling({ everyMs: 24 * minuteMs, calls: 3 }),
      rounds(instanceStatus, describeInstances, describeTargetHealth),
    ],
    [
      "ECS",
      "ecs.amazonaws.com",
      "ecs-service-scheduler",
      production,
      polling({ everyMs: 30 * minuteMs, calls: 2 }),
      mix([3, describeTargetHealth], [1, containerService("DescribeServices", "production", "checkout")]),
    ],
    [
      "Config",
      "config.amazonaws.com",
      "AWSConfig-Describe",
      staging,
      polling({ everyMs: 2 * hourMs, calls: 8 }),
      withNoise(
        rounds(describeInstances, describeDbClusters, configRecorders, describeTrails, putEvaluations),
        0.1,
        denied(bucketCall("GetBucketReplication", "acme-shop-staging-assets")),
      ),
    ],
  ];
  return roles.map(([name, servicePrincipal, sessionName, account, pattern, script]) => {
    const principal = role(world.seed, account, `AWSServiceRoleFor${name}`, `/aws-service-role/${servicePrincipal}/`);
    return roleSpec(
      "service-linked",
      principal,
      servicePrincipal,
      { owner: "aws", purpose: `${name}'s own work`, permits: [] },
      [{ pattern, script, network: serviceNetwork(servicePrincipal), userAgent: steady(servicePrincipal) }],
      (census) => serviceLinked(principal, servicePrincipal, sessionName, census),
    );
  });
}

function services(): readonly IdentitySpec[] {
  const queueKey = keyCall("GenerateDataKey", "queues", (region, accountId) => ({
    "aws:sqs:arn": `arn:aws:sqs:${region}:${accountId}:orders`,
  }));
  const list: readonly (readonly [string, Pattern, Script])[] = [
    [
      "delivery.logs.amazonaws.com",
      polling({ everyMs: 15 * minuteMs, calls: 2 }),
      rounds(createLogStream("/aws/route53/dns-flow-logs")),
    ],
    [
      "cloudtrail.amazonaws.com",
      polling({ everyMs: 20 * minuteMs, calls: 2 }),
      rounds(
        putObject("acme-shop-trail", datedKey("AWSLogs", "json.gz")),
        bucketCall("GetBucketAcl", "acme-shop-trail"),
      ),
    ],
    ["sqs.amazonaws.com", polling({ everyMs: 12 * minuteMs, calls: 1 }), rounds(queueKey)],
  ];
  return list.map(([servicePrincipal, pattern, script]) => ({
    described: {
      key: `service:${servicePrincipal}`,
      kind: "aws-service" as const,
      name: servicePrincipal,
      accountId: "",
      principalId: undefined,
      accessKeyIds: [],
      owner: "aws",
      purpose: "an AWS service's own calls",
      trusts: "",
      permits: [],
    },
    account: production,
    behaviours: [{ pattern, script, network: serviceNetwork(servicePrincipal), userAgent: steady(servicePrincipal) }],
    credentials: () => awsService(servicePrincipal),
  }));
}
