import { api } from "../../lib/local/organisation/call.ts";
import {
  describe,
  describeInstances,
  describeLoadBalancers,
  describeScalingGroups,
} from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import {
  describeAlarms,
  describeDatabases,
  describeDbClusters,
  describeLogGroups,
  describeStacks,
  describeTrails,
  listAccounts,
} from "../../lib/local/organisation/calls/operations.ts";
import { getParameters, getSecret, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import {
  bucketCall,
  datedKey,
  getObject,
  listBuckets,
  listObjects,
  listTables,
} from "../../lib/local/organisation/calls/storage.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { strangeAgent } from "./stranger.ts";
import { scenario } from "./victim.ts";

const asked = [
  listBuckets,
  listTables,
  listSecrets,
  listAccounts,
  describeInstances,
  describeLoadBalancers,
  describeScalingGroups,
  describeDatabases,
  describeDbClusters,
  describeLogGroups,
  describeStacks,
  describeTrails,
  describeAlarms,
  getParameters("/"),
  ...["DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups", "DescribeSnapshots", "DescribeImages"].map(describe),
  ...["DescribeVolumes", "DescribeRegions", "DescribeKeyPairs", "DescribeVpcEndpoints"].map(describe),
  ...["ListUsers", "ListRoles", "ListGroups", "ListPolicies", "GetAccountSummary", "ListInstanceProfiles"].map((name) =>
    iamCall(name),
  ),
  ...["ListFunctions20150331", "ListLayers20181031", "GetAccountSettings20160819"].map((name) => api("lambda", name)),
  ...["ListClusters", "ListTaskDefinitions"].map((name) => api("ecs", name)),
  ...["DescribeRepositories", "DescribeRegistry"].map((name) => api("ecr", name)),
  api("eks", "ListClusters"),
  api("kms", "ListKeys"),
  api("kms", "ListAliases"),
  api("sns", "ListTopics"),
  api("sqs", "ListQueues"),
  api("route53", "ListHostedZones"),
  api("states", "ListStateMachines"),
  api("athena", "ListWorkGroups"),
  api("glue", "GetDatabases"),
  api("ses", "ListIdentities"),
  api("guardduty", "ListDetectors"),
  api("elasticache", "DescribeCacheClusters"),
] as const;

const enumeration = scenario(
  {
    name: "mass-enumeration",
    technique: "T1580",
    story: "A workload that was broken into asks for everything there is, and is refused most of it.",
    deterministic: false,
    slow: false,
  },
  [
    "notifications-task",
    "eks-fraud-scorer",
    "webhook-receiver-role",
    "codebuild-integration-tests",
    "eks-external-dns",
  ],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.live();
    const intruder = random.chance(0.5) ? held : { ...held, userAgent: strangeAgent(random) };
    stage.makeAll(intruder, [callerIdentity], ...scripted);
    stage.makeAll(intruder, someOf(random, asked, 30, asked.length), ...scripted);
  },
);

const decoyBucket = scenario(
  {
    name: "decoy-bucket-read",
    technique: "T1530",
    story: "A workload, in its own network and with its own software, reads a bucket that is there to be found.",
    deterministic: true,
    slow: false,
  },
  ["report-builder-role", "search-node-instance", "eks-analytics-loader", "recommendations-task"],
  (stage, victim) => {
    const { random } = stage;
    const own = victim.live();
    const decoy = `nhi-decoy-${random.pick(["payroll", "customer-export", "finance-archive", "hr"])}`;
    const looks = [callerIdentity, listBuckets, bucketCall("GetBucketLocation", decoy)];
    stage.makeAll(own, looks.slice(random.integer(0, 2)), ...typing);
    stage.makeAll(own, [listObjects(decoy)], ...typing);
    stage.makeSeveral(own, 1, 6, () => getObject(decoy, datedKey("2025", "xlsx")), ...typing);
  },
);

const decoySecret = scenario(
  {
    name: "decoy-secret-read",
    technique: "T1555.006",
    story: "A build, or a function, reads a secret that nothing uses, among those that it may read.",
    deterministic: true,
    slow: false,
  },
  ["codebuild-image-build", "rotate-access-keys-role", "staging-web-instance", "eks-payments-api"],
  (stage, victim) => {
    const { random } = stage;
    const own = victim.live();
    const decoy = `nhi-decoy-${random.pick(["database-admin", "root-token", "signing-key", "vpn"])}`;
    const others = shuffled(random, ["build/registry", "payments/provider-key", "partners/upload-key"]);
    const around = others.slice(0, random.integer(0, 2)).map(getSecret);
    stage.makeAll(own, shuffled(random, [getSecret(decoy), ...around]), ...scripted);
    stage.makeSeveral(own, 1, 4, () => callerIdentity, ...typing);
  },
);

/** Those who look around: everywhere, or where a decoy waits. */
export const discoveryScenarios: readonly AttackScenario[] = [enumeration, decoyBucket, decoySecret];
