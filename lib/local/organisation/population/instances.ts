import { type Account, production, staging } from "../accounts.ts";
import { type Call, denied, failing } from "../call.ts";
import {
  agentHeartbeat,
  describeInstances,
  describeTags,
  ecrToken,
  listAssociations,
  repositoryCall,
} from "../calls/compute.ts";
import { queueCall } from "../calls/messaging.ts";
import { describeLogGroups } from "../calls/operations.ts";
import { getParameter, getSecret, keyCall } from "../calls/secrets.ts";
import { datedKey, getObject, headObject, listObjects, putObject, tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { role } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork } from "../networks.ts";
import { type FleetOptions, fleet } from "../patterns/fleet.ts";
import { type ReleasePlan, releasePlan } from "../patterns/releases.ts";
import { mix, opening, type Script, withNoise } from "../script.ts";
import { dayMs, hourMs, minuteMs } from "../time-text.ts";
import { goSdk, javaSdk, released } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

interface Fleet {
  readonly name: string;
  readonly account: Account;
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly size: FleetOptions;
  readonly script: (plan: ReleasePlan) => Script;
}

const bootCalls: readonly Call[] = [agentHeartbeat, describeTags, getParameter("/web/config"), listAssociations];

const fleets: readonly Fleet[] = [
  {
    name: "web-frontend-instance",
    account: production,
    owner: "storefront",
    purpose: "serves the shop",
    permits: ["s3:GetObject", "s3:ListBucket", "ssm:*", "secretsmanager:GetSecretValue", "ec2:Describe*", "dynamodb:*"],
    size: { fewest: 3, most: 10, gapMs: 32 * minuteMs, startCalls: 5, lifeMs: 2 * dayMs },
    script: () =>
      withNoise(
        opening(
          [...bootCalls, getSecret("storefront/session-key")],
          mix(
            [5, agentHeartbeat],
            [3, getObject("acme-shop-assets", datedKey("catalogue", "json"))],
            [2, tableCall("Query", "carts")],
            [1, getParameter("/web/config")],
          ),
        ),
        0.02,
        failing(
          headObject("acme-shop-assets", datedKey("banner", "png")),
          "NoSuchKey",
          "The specified key does not exist.",
        ),
      ),
  },
  {
    name: "order-worker-instance",
    account: production,
    owner: "orders",
    purpose: "works off the order queue",
    permits: ["sqs:*", "dynamodb:*", "ssm:*", "kms:Decrypt", "s3:PutObject", "ec2:DescribeTags"],
    size: { fewest: 2, most: 6, gapMs: 22 * minuteMs, startCalls: 4, lifeMs: 3 * dayMs },
    script: () =>
      opening(
        bootCalls,
        mix(
          [5, queueCall("ReceiveMessage", "orders")],
          [4, tableCall("UpdateItem", "orders")],
          [2, keyCall("Decrypt", "orders")],
          [2, agentHeartbeat],
        ),
      ),
  },
  {
    name: "search-node-instance",
    account: production,
    owner: "storefront",
    purpose: "keeps the search index",
    permits: ["s3:*", "ec2:Describe*", "ssm:*"],
    size: { fewest: 3, most: 3, gapMs: 45 * minuteMs, startCalls: 4, lifeMs: 14 * dayMs },
    script: () =>
      opening(
        bootCalls,
        mix(
          [4, describeInstances],
          [3, agentHeartbeat],
          [2, listObjects("acme-shop-search-snapshots")],
          [1, putObject("acme-shop-search-snapshots", datedKey("snapshot", "dat"))],
        ),
      ),
  },
  {
    name: "eks-node",
    account: production,
    owner: "platform",
    purpose: "nodes of the production cluster",
    permits: ["ec2:*", "ecr:*", "eks:DescribeCluster", "eks-auth:AssumeRoleForPodIdentity"],
    size: { fewest: 3, most: 7, gapMs: 40 * minuteMs, startCalls: 4, lifeMs: 4 * dayMs },
    script: () =>
      opening(
        [describeTags, ecrToken, describeInstances],
        mix([4, ecrToken], [3, describeInstances], [3, repositoryCall("BatchGetImage", "payments-api")]),
      ),
  },
  {
    name: "staging-web-instance",
    account: staging,
    owner: "storefront",
    purpose: "the shop's staging copy",
    permits: ["s3:GetObject", "ssm:*", "secretsmanager:GetSecretValue", "ec2:DescribeTags"],
    size: { fewest: 1, most: 2, gapMs: 30 * minuteMs, startCalls: 4, lifeMs: 5 * dayMs },
    script: () =>
      withNoise(
        opening(
          bootCalls,
          mix([4, agentHeartbeat], [2, getObject("acme-shop-staging-assets", datedKey("catalogue", "json"))]),
        ),
        0.04,
        denied(describeLogGroups),
      ),
  },
];

/** Roles of autoscaled EC2 fleets: the service takes the role for each instance, about every six hours anew. */
export function instanceFleets(world: World): readonly IdentitySpec[] {
  return fleets.map((fleetOf) => {
    const principal = role(world.seed, fleetOf.account, fleetOf.name);
    const plan = releasePlan(world.seed, fleetOf.name, world.startMs);
    const write = fleetOf.owner === "orders" ? javaSdk : (release: number) => goSdk(release, "ssm", fleetOf.owner);
    return roleSpec(
      "ec2",
      principal,
      "ec2.amazonaws.com",
      fleetOf,
      [
        {
          pattern: fleet(fleetOf.size),
          script: fleetOf.script(plan),
          network: privateNetwork(fleetOf.account),
          userAgent: released(plan, (release) => write(release)),
        },
      ],
      (census) =>
        assumedByService(
          principal,
          {
            servicePrincipal: "ec2.amazonaws.com",
            lifeMs: 6 * hourMs,
            sessionName: (workload) => workload,
            traits: { ec2RoleDelivery: "2.0" },
          },
          census,
        ),
    );
  });
}
