import { type Account, production, staging } from "../accounts.ts";
import { type Call, denied } from "../call.ts";
import { converse } from "../calls/bedrock.ts";
import { describeLoadBalancers } from "../calls/compute.ts";
import { publish, queueCall, sendEmail } from "../calls/messaging.ts";
import { getParameters, getSecret, keyCall } from "../calls/secrets.ts";
import { datedKey, getObject, putObject, tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { role } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork } from "../networks.ts";
import { fleet } from "../patterns/fleet.ts";
import { releasePlan } from "../patterns/releases.ts";
import { adopting, mix, opening, type Script, withNoise } from "../script.ts";
import { dayMs, hourMs, minuteMs } from "../time-text.ts";
import { javaSdk, javascript, released } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

export interface ContainerPlan {
  readonly name: string;
  readonly account: Account;
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly tasks: readonly [fewest: number, most: number];
  readonly script: Script;
  /** A call to a service that is new to it, and the day from which on. */
  readonly adopts?: { readonly day: number; readonly call: Call };
}

const plans: readonly ContainerPlan[] = [
  {
    name: "checkout",
    account: production,
    owner: "payments",
    purpose: "takes orders and money",
    permits: ["dynamodb:*", "sqs:*", "secretsmanager:GetSecretValue", "kms:*", "sns:Publish", "ssm:Get*"],
    tasks: [2, 6],
    script: opening(
      [getSecret("payments/provider-key"), getParameters("/checkout/")],
      mix(
        [5, tableCall("PutItem", "orders")],
        [3, tableCall("GetItem", "carts")],
        [3, queueCall("SendMessage", "orders")],
        [2, keyCall("Encrypt", "orders")],
      ),
    ),
  },
  {
    name: "catalogue",
    account: production,
    owner: "storefront",
    purpose: "answers what there is to buy",
    permits: ["dynamodb:*", "s3:GetObject", "ssm:Get*"],
    tasks: [2, 5],
    script: opening(
      [getParameters("/catalogue/")],
      mix([6, tableCall("Query", "products")], [2, getObject("acme-shop-assets", datedKey("catalogue", "json"))]),
    ),
  },
  {
    name: "notifications",
    account: production,
    owner: "crm",
    purpose: "mails and messages customers",
    permits: ["sqs:*", "ses:*", "sns:*", "ssm:Get*"],
    tasks: [1, 3],
    script: opening(
      [getParameters("/notifications/")],
      mix([4, queueCall("ReceiveMessage", "mail")], [4, sendEmail], [2, queueCall("DeleteMessage", "mail")]),
    ),
    adopts: { day: 15, call: publish("mobile-push") },
  },
  {
    name: "recommendations",
    account: production,
    owner: "data",
    purpose: "suggests further things to buy",
    permits: ["dynamodb:*", "s3:*", "bedrock:InvokeModel", "ssm:Get*"],
    tasks: [1, 3],
    script: opening(
      [getParameters("/recommendations/")],
      mix(
        [5, tableCall("Query", "products")],
        [3, tableCall("BatchGetItem", "views")],
        [1, putObject("acme-shop-models", datedKey("features", "bin"))],
      ),
    ),
    adopts: { day: 22, call: converse },
  },
  {
    name: "staging-checkout",
    account: staging,
    owner: "payments",
    purpose: "checkout's staging copy",
    permits: ["dynamodb:*", "sqs:*", "secretsmanager:GetSecretValue", "kms:*"],
    tasks: [1, 1],
    script: withNoise(
      opening(
        [getSecret("payments/provider-key")],
        mix([5, tableCall("PutItem", "orders")], [3, tableCall("GetItem", "carts")]),
      ),
      0.03,
      denied(describeLoadBalancers),
    ),
  },
];

/** Task roles of ECS services. */
export function containerServices(world: World): readonly IdentitySpec[] {
  return plans.map((plan) => containerSpec(world, plan));
}

/** One service's task role: the session is named after the task. */
export function containerSpec(world: World, plan: ContainerPlan): IdentitySpec {
  const principal = role(world.seed, plan.account, `${plan.name}-task`);
  const release = releasePlan(world.seed, plan.name, world.startMs);
  const { adopts } = plan;
  const adoptedMs = world.startMs + (adopts?.day ?? 0) * dayMs + 11 * hourMs;
  const java = plan.owner === "payments";
  return roleSpec(
    "ecs",
    principal,
    "ecs-tasks.amazonaws.com",
    adopts === undefined
      ? plan
      : { ...plan, changes: [{ atMs: adoptedMs, what: `adopted ${adopts.call.permission}` }] },
    [
      {
        pattern: fleet({
          fewest: plan.tasks[0],
          most: plan.tasks[1],
          gapMs: 30 * minuteMs,
          startCalls: 2,
          members: "tasks",
          lifeMs: 3 * dayMs,
        }),
        script: adopts === undefined ? plan.script : adopting(plan.script, adoptedMs, 0.15, adopts.call),
        network: privateNetwork(plan.account),
        userAgent: released(release, (version) =>
          java ? javaSdk(version, "AWS_ECS_FARGATE") : javascript(version, "dynamodb", "AWS_ECS_FARGATE"),
        ),
      },
    ],
    (census) =>
      assumedByService(
        principal,
        {
          servicePrincipal: "ecs-tasks.amazonaws.com",
          lifeMs: 6 * hourMs,
          sessionName: (workload) => workload,
        },
        census,
      ),
  );
}
