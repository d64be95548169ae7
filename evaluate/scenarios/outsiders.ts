import { api } from "../../lib/local/organisation/call.ts";
import { describe, describeInstances, describeLoadBalancers } from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { queueCall } from "../../lib/local/organisation/calls/messaging.ts";
import {
  costAndUsage,
  describeDatabases,
  getResources,
  listMetrics,
} from "../../lib/local/organisation/calls/operations.ts";
import { getSecret } from "../../lib/local/organisation/calls/secrets.ts";
import {
  bucketCall,
  datedKey,
  getObject,
  listBuckets,
  listObjects,
} from "../../lib/local/organisation/calls/storage.ts";
import { instanceId } from "../../lib/local/organisation/identifiers.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere } from "./stranger.ts";
import { takeSessionAnew } from "./take-session.ts";
import { scenario } from "./victim.ts";

const vendorBreach = scenario(
  {
    name: "vendor-breach-bulk-read",
    technique: "T1199",
    story: "A vendor is broken into: from its own network, with its own software, its role reads whatever it may.",
    deterministic: false,
    slow: false,
  },
  ["production/vendor-monitoring-integration", "vendor-cost-insight"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const vendor = takeSessionAnew(stage, held, held);
    const userData = () =>
      api("ec2", "DescribeInstanceAttribute", {
        parameters: (place) => ({ instanceId: instanceId(place.random), attribute: "userData" }),
      });
    const databases = ["DescribeDBSnapshots", "DescribeDBClusterSnapshots", "DescribeDBSnapshotAttributes"];
    const reads = [
      describe("DescribeSnapshots"),
      describe("DescribeVpcs"),
      describe("DescribeLaunchTemplateVersions"),
      ...databases.map((name) => api("rds", name, { parameters: () => ({ maxRecords: 100 }) })),
      ...["acme-shop-invoices", "acme-shop-backups", "acme-shop-lake"].map((bucket) => listObjects(bucket)),
      getResources,
    ];
    stage.makeAll(vendor, [describeInstances, ...shuffled(random, reads)], ...scripted);
    stage.makeSeveral(vendor, 25, 80, userData, ...scripted);
  },
);

const vendorElsewhere = scenario(
  {
    name: "vendor-new-network",
    technique: "T1199",
    story:
      "A vendor's role is taken by its own principal from a network that the vendor never used, and looks further.",
    deterministic: false,
    slow: false,
  },
  ["production/vendor-monitoring-integration", "vendor-cost-insight", "staging/vendor-monitoring-integration"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const thief = takeSessionAnew(stage, held, elsewhere(held, random));
    stage.wait(...typing);
    const tries = shuffled(random, [
      describeInstances,
      describeDatabases,
      describeLoadBalancers,
      listMetrics,
      costAndUsage,
      listBuckets,
      iamCall("ListRoles"),
      getSecret("payments/provider-key"),
      bucketCall("GetBucketPolicy", "acme-shop-backups"),
      describe("DescribeSecurityGroups"),
    ]);
    stage.makeAll(thief, [callerIdentity, ...tries.slice(0, random.integer(6, 10))], ...typing);
  },
);

const copiedCertificate = scenario(
  {
    name: "machine-certificate-copied",
    technique: "T1649",
    story: "The warehouse gateway's certificate is copied; its role is taken from an unknown network.",
    deterministic: false,
    slow: false,
  },
  ["warehouse-gateway"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const thief = takeSessionAnew(stage, held, elsewhere(held, random));
    stage.wait(...typing);
    const tries = [listBuckets, iamCall("ListRoles"), getSecret("partners/upload-key"), api("sqs", "ListQueues")];
    stage.makeAll(thief, [callerIdentity, ...someOf(random, tries, 2, 4)], ...typing);
    const queue = random.pick(["orders", "payments", "fulfilment"]);
    stage.makeSeveral(thief, 5, 15, () => queueCall("ReceiveMessage", queue), ...scripted);
    const bucket = random.pick(["acme-shop-invoices", "acme-shop-billing"]);
    stage.makeSeveral(thief, 10, 30, () => getObject(bucket, datedKey("2025", "pdf")), ...scripted);
  },
);

/** Identities whose holders stand outside AWS: vendors, and machines with certificates. */
export const outsiderScenarios: readonly AttackScenario[] = [vendorBreach, vendorElsewhere, copiedCertificate];
