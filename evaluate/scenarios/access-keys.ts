import { api, type Call } from "../../lib/local/organisation/call.ts";
import { describeInstances } from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, createAccessKey, createUser, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import {
  costAndUsage,
  describeAlarms,
  describeDatabases,
  listMetrics,
  metricStatistics,
} from "../../lib/local/organisation/calls/operations.ts";
import { getSecret, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import {
  bucketCall,
  datedKey,
  getObject,
  listBuckets,
  listObjects,
} from "../../lib/local/organisation/calls/storage.ts";
import { keyCredential } from "../../lib/local/organisation/credentials/long-term-key.ts";
import { user } from "../../lib/local/organisation/credentials/principal.ts";
import { uniqueId } from "../../lib/local/organisation/identifiers.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere } from "./stranger.ts";
import { scenario } from "./victim.ts";

const everything = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

const recon = [
  listBuckets,
  listSecrets,
  describeInstances,
  describeDatabases,
  iamCall("ListUsers"),
  iamCall("ListRoles"),
  iamCall("GetAccountAuthorizationDetails"),
  iamCall("GetAccountSummary"),
  api("organizations", "DescribeOrganization"),
  api("ec2", "DescribeRegions"),
] as const;

/** What each of them calls on any day. */
const usualCalls: Readonly<Record<string, readonly Call[]>> = {
  "nightly-backup": [callerIdentity, listBuckets, listObjects("acme-shop-backups", "orders/")],
  "legacy-billing-export": [costAndUsage],
  "uptime-monitor": [describeAlarms, listMetrics, metricStatistics],
};

const stolenKeyPersistence = scenario(
  {
    name: "stolen-key-persistence",
    technique: "T1098.001",
    story: "A stolen access key looks around, gives itself every right, adds a second key and a new user.",
    deterministic: false,
    slow: false,
  },
  ["nightly-backup"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.holding(), random);
    const { name } = victim.identity;
    const secondKey = uniqueId(random, "AKIA");
    const newUser = random.pick(["backup-agent", "svc-metrics", "log-reader", "terraform-ci", "s3-sync"]);
    stage.makeAll(thief, [callerIdentity, ...someOf(random, recon, 4, 9)], ...typing);
    const policy = { policyName: random.pick(["inline", "extra", "policy-1"]), policyDocument: everything };
    stage.makeAll(
      thief,
      [createAccessKey(name, secondKey), iamCall("PutUserPolicy", { user: name }, policy)],
      ...typing,
    );
    const owner = user(stage.input.organisation.world.seed, victim.account, name);
    const admin = { ...thief, permits: ["*"], credential: keyCredential(owner, secondKey) };
    stage.makeAll(
      admin,
      [
        callerIdentity,
        iamCall("ListUsers"),
        createUser(newUser),
        iamCall("AttachUserPolicy", { user: newUser }, { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
        createAccessKey(newUser),
      ],
      ...typing,
    );
  },
);

const stolenKeySlow = scenario(
  {
    name: "stolen-key-one-call-a-day",
    technique: "T1078.004",
    story: "A stolen access key makes one odd call a day for seven days, at any hour, from one unknown network.",
    deterministic: false,
    slow: true,
  },
  ["nightly-backup", "legacy-billing-export", "uptime-monitor"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.holding(), random);
    const odd = shuffled(random, [
      ...recon,
      bucketCall("GetBucketPolicy", "acme-shop-backups"),
      getSecret("payments/provider-key"),
      getObject("acme-shop-backups", datedKey("orders", "dump.zst")),
      iamCall("ListAttachedUserPolicies", { user: victim.identity.name }),
    ]);
    for (const call of odd.slice(0, 7)) {
      stage.make(thief, call);
      stage.waitUntilNextDay(0, 23);
    }
  },
);

const dormantKey = scenario(
  {
    name: "dormant-key-wakes",
    technique: "T1078.004",
    story: "The key of a job that ended long ago is tried, finds its bucket and reads it empty.",
    deterministic: false,
    slow: false,
  },
  ["archive-sync"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.holding(), random);
    const archive = "acme-shop-archive";
    const first = [callerIdentity, ...someOf(random, recon, 2, 5), listObjects(archive)];
    stage.makeAll(thief, first, ...typing);
    stage.makeSeveral(thief, 25, 60, () => getObject(archive, datedKey("2019", "tar")), ...scripted);
  },
);

const baselinePoisoning = scenario(
  {
    name: "baseline-poisoning",
    technique: "T1078.004",
    story:
      "An intruder makes the victim's own calls for ten days, a few more each day, and then takes what it came for.",
    deterministic: false,
    slow: true,
  },
  ["nightly-backup", "legacy-billing-export", "uptime-monitor"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.holding(), random);
    const { name } = victim.identity;
    const usual = usualCalls[name] ?? [callerIdentity];
    for (let day = 1; day <= 10; day++) {
      for (let made = 0; made < day; made++) {
        stage.make(thief, random.pick(usual));
        stage.wait(60_000, 1_500_000);
      }
      stage.waitUntilNextDay(0, 14);
    }
    const source = random.pick(["acme-shop-backups", "acme-shop-invoices", "acme-shop-billing"]);
    const last = [iamCall("ListUsers"), listSecrets, getSecret("payments/provider-key"), createAccessKey(name)];
    stage.makeAll(thief, shuffled(random, last), ...typing);
    stage.makeAll(thief, [listBuckets, listObjects(source)], ...typing);
    stage.makeSeveral(thief, 30, 70, () => getObject(source, datedKey("2025", "gz")), ...scripted);
  },
);

/** Long-term access keys of users in strange hands. */
export const accessKeyScenarios: readonly AttackScenario[] = [
  stolenKeyPersistence,
  stolenKeySlow,
  dormantKey,
  baselinePoisoning,
];
