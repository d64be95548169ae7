import { production } from "../accounts.ts";
import { api, type Call, denied } from "../call.ts";
import {
  describe,
  describeInstances,
  describeLoadBalancers,
  describeScalingGroups,
  describeTargetHealth,
} from "../calls/compute.ts";
import { queueCall } from "../calls/messaging.ts";
import { getParameter, getSecret, keyCall } from "../calls/secrets.ts";
import { datedKey, listObjects, putObject, tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { fixedHexadecimal, role } from "../credentials/principal.ts";
import { webIdentity } from "../credentials/web-identity.ts";
import { uuid } from "../identifiers.ts";
import type { Behaviour, IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork } from "../networks.ts";
import { between } from "../patterns/at-times.ts";
import { hourly } from "../patterns/cron.ts";
import type { Pattern } from "../patterns/pattern.ts";
import { polling } from "../patterns/polling.ts";
import { releasePlan } from "../patterns/releases.ts";
import { traffic } from "../patterns/time-of-day.ts";
import { mix, opening, rounds, type Script, withNoise } from "../script.ts";
import { dayMs, hourMs, minuteMs } from "../time-text.ts";
import { goSdk, javaSdk, released, type UserAgent } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly pattern: Pattern;
  readonly script: Script;
  readonly podIdentity?: boolean;
  /** A second region that it is rolled out to, and the day. */
  readonly region?: { readonly name: string; readonly day: number };
}

const hostedZones: Call = api("route53", "ListHostedZones");
const recordSets: Call = api("route53", "ListResourceRecordSets", {
  parameters: () => ({ hostedZoneId: "Z0123456789ABC" }),
});
const changeRecords: Call = api("route53", "ChangeResourceRecordSets", {
  parameters: () => ({ hostedZoneId: "Z0123456789ABC" }),
});
const pods = (name: string): readonly string[] => [`${name}-a`, `${name}-b`];

const plans: readonly PodPlan[] = [
  {
    name: "cluster-autoscaler",
    namespace: "kube-system",
    owner: "platform",
    purpose: "sets how many nodes there are",
    permits: ["autoscaling:*", "ec2:Describe*", "eks:Describe*"],
    pattern: polling({ everyMs: 18 * minuteMs, calls: 3 }),
    script: rounds(describeScalingGroups, describeInstances, describe("DescribeLaunchTemplateVersions")),
  },
  {
    name: "load-balancer-controller",
    namespace: "kube-system",
    owner: "platform",
    purpose: "keeps load balancers as the cluster wants them",
    permits: ["elasticloadbalancing:*", "ec2:Describe*"],
    pattern: polling({ everyMs: 20 * minuteMs, calls: 3 }),
    script: withNoise(
      rounds(describeLoadBalancers, describeTargetHealth, describe("DescribeSubnets")),
      0.02,
      denied(api("wafv2", "GetWebACLForResource")),
    ),
  },
  {
    name: "external-dns",
    namespace: "networking",
    owner: "platform",
    purpose: "writes names to Route 53",
    permits: ["route53:*"],
    pattern: polling({ everyMs: 20 * minuteMs, calls: 2 }),
    script: mix([6, hostedZones], [6, recordSets], [1, changeRecords]),
  },
  {
    name: "payments-api",
    namespace: "payments",
    owner: "payments",
    purpose: "talks to the payment provider",
    permits: ["secretsmanager:GetSecretValue", "dynamodb:*", "kms:*", "sqs:*"],
    pattern: traffic({ burstsADay: 55, calls: [1, 4], gapMs: 600, workloads: pods("payments-api") }),
    script: mix(
      [4, tableCall("PutItem", "payments")],
      [3, keyCall("Sign", "payments")],
      [2, queueCall("SendMessage", "payments")],
      [1, getSecret("payments/provider-key")],
    ),
  },
  {
    name: "fraud-scorer",
    namespace: "payments",
    owner: "payments",
    purpose: "scores payments; rolled out to a second region",
    permits: ["dynamodb:*", "s3:GetObject", "ssm:Get*"],
    pattern: traffic({ burstsADay: 50, calls: [1, 3], gapMs: 500, workloads: pods("fraud-scorer") }),
    script: mix(
      [5, tableCall("GetItem", "payments")],
      [2, tableCall("PutItem", "scores")],
      [1, getParameter("/fraud/model")],
    ),
    region: { name: "eu-west-1", day: 19 },
  },
  {
    name: "analytics-loader",
    namespace: "analytics",
    owner: "data",
    purpose: "loads the hour's events into the lake",
    permits: ["s3:*", "glue:*"],
    pattern: hourly(25, [4, 9], 2_500),
    script: opening(
      [listObjects("acme-shop-lake", "events/")],
      rounds(putObject("acme-shop-lake", datedKey("events", "parquet"))),
    ),
    podIdentity: true,
  },
];

/** Roles of pods in the production cluster: by web identity (IRSA), and one by EKS pod identity. */
export function clusterPods(world: World): readonly IdentitySpec[] {
  return plans.map((plan) => {
    const { seed } = world;
    const principal = role(seed, production, `eks-${plan.name}`);
    const release = releasePlan(seed, plan.name, world.startMs, 3);
    const userAgent = released(release, (version) =>
      plan.owner === "payments" ? javaSdk(version) : goSdk(version, "ec2", plan.name),
    );
    const subject = `system:serviceaccount:${plan.namespace}:${plan.name}`;
    const cluster = fixedHexadecimal(seed, "cluster", 32).toUpperCase();
    const providerArn = `arn:aws:iam::${production.accountId}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/${cluster}`;
    const rolledOutMs = world.startMs + (plan.region?.day ?? 0) * dayMs + 10 * hourMs;
    return roleSpec(
      "eks",
      principal,
      plan.podIdentity === true ? "pods.eks.amazonaws.com" : `${providerArn} ${subject}`,
      plan.region === undefined
        ? plan
        : { ...plan, changes: [{ atMs: rolledOutMs, what: `rolled out to ${plan.region.name}` }] },
      behaviours(world, plan, userAgent, rolledOutMs),
      (census) =>
        plan.podIdentity === true
          ? assumedByService(
              principal,
              {
                servicePrincipal: "pods.eks.amazonaws.com",
                lifeMs: 6 * hourMs,
                sessionName: (_workload, _timeMs, random) => `eks-production-${plan.name}-${uuid(random)}`,
                request: podTags(plan),
              },
              census,
            )
          : webIdentity(
              principal,
              {
                providerArn,
                subject,
                sessionName: (_workload, timeMs) =>
                  plan.owner === "payments" ? `aws-sdk-java-${Math.floor(timeMs)}` : `${Math.floor(timeMs)}000000`,
              },
              census,
            ),
    );
  });
}

function behaviours(world: World, plan: PodPlan, userAgent: UserAgent, rolledOutMs: number): readonly Behaviour[] {
  const home = { pattern: plan.pattern, script: plan.script, network: privateNetwork(production), userAgent };
  if (plan.region === undefined) return [home];
  const pattern = between(rolledOutMs, world.endMs, plan.pattern);
  return [home, { ...home, pattern, region: plan.region.name }];
}

/** Session tags that EKS pod identity sets (EKS user guide, "Grant Pods access based on tags"). */
function podTags(plan: PodPlan) {
  const tag = (key: string, value: string) => ({ key, value });
  return {
    durationSeconds: 21_600,
    tags: [
      tag("eks-cluster-arn", `arn:aws:eks:${production.region}:${production.accountId}:cluster/production`),
      tag("eks-cluster-name", "production"),
      tag("kubernetes-namespace", plan.namespace),
      tag("kubernetes-service-account", plan.name),
    ],
    transitiveTagKeys: ["eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account"],
  };
}
