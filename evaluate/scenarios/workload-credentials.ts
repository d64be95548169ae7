import { api } from "../../lib/local/organisation/call.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { publish, queueCall, sendEmail } from "../../lib/local/organisation/calls/messaging.ts";
import { describeLogGroups } from "../../lib/local/organisation/calls/operations.ts";
import { getParameters, getSecret, keyCall, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import {
  datedKey,
  getObject,
  listBuckets,
  listObjects,
  listTables,
  tableCall,
} from "../../lib/local/organisation/calls/storage.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere } from "./stranger.ts";
import { takeSessionAnew } from "./take-session.ts";
import { scenario } from "./victim.ts";

const environmentDump = scenario(
  {
    name: "function-environment-dump",
    technique: "T1552.001",
    story: "A function gives away its environment variables; the session in them is used from outside AWS.",
    deterministic: true,
    slow: false,
  },
  ["order-events-role", "invoice-render-role", "cleanup-expired-role", "report-builder-role"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.live(), random);
    const looks = shuffled(random, [listBuckets, listTables, listSecrets, describeLogGroups, iamCall("ListRoles")]);
    stage.makeAll(thief, [callerIdentity, ...looks.slice(0, random.integer(3, 5))], ...typing);
    const bucket = random.pick(["acme-shop-invoices", "acme-shop-reports"]);
    stage.makeSeveral(thief, 3, 8, () => tableCall("Scan", random.pick(["orders", "customers"])), ...typing);
    stage.makeAll(thief, [listObjects(bucket)], ...typing);
    stage.makeSeveral(thief, 8, 25, () => getObject(bucket, datedKey("pdf", "pdf")), ...scripted);
    stage.makeSeveral(thief, 0, 3, () => sendEmail, ...typing);
  },
);

const tokenReplay = scenario(
  {
    name: "pod-token-replay",
    technique: "T1528",
    story: "A pod's service account token is copied and traded for a session of its role outside the cluster.",
    deterministic: true,
    slow: false,
  },
  ["eks-payments-api", "eks-fraud-scorer"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const session = held.credential.principalArn.slice(held.credential.principalArn.lastIndexOf("/") + 1);
    const renamed = { [session]: `botocore-session-${Math.floor(stage.nowMs() / 1_000)}` };
    const thief = takeSessionAnew(stage, held, elsewhere(held, random), renamed);
    stage.wait(...typing);
    const table = random.pick(["payments", "customers"]);
    const tries = [
      listTables,
      listSecrets,
      listBuckets,
      iamCall("ListAttachedRolePolicies", { role: victim.identity.name }),
    ];
    stage.makeAll(thief, [callerIdentity, ...someOf(random, tries, 2, 4)], ...typing);
    stage.makeAll(thief, [getSecret("payments/provider-key"), getSecret("payments/webhook-key")], ...typing);
    stage.makeSeveral(thief, 10, 30, () => tableCall(random.pick(["Scan", "Query"]), table), ...scripted);
  },
);

const taskRoleTheft = scenario(
  {
    name: "task-role-theft",
    technique: "T1552.005",
    story: "A request forged on the server side reads a container's credentials; they are used from outside AWS.",
    deterministic: true,
    slow: false,
  },
  ["checkout-task", "recommendations-task", "notifications-task", "catalogue-task"],
  (stage, victim) => {
    const { random } = stage;
    const thief = elsewhere(victim.live(), random);
    stage.make(thief, callerIdentity);
    stage.wait(...typing);
    const tries = shuffled(random, [
      getParameters("/"),
      listTables,
      listBuckets,
      getSecret("payments/provider-key"),
      queueCall("ReceiveMessage", "orders"),
      keyCall("Decrypt", "orders"),
      publish("order-placed"),
      tableCall("Scan", "customers"),
      tableCall("Scan", "orders"),
      api("ecs", "ListClusters"),
    ]);
    stage.makeAll(thief, tries, ...typing);
    stage.makeSeveral(thief, 8, 30, () => tableCall("Query", "customers"), ...scripted);
  },
);

const secretThenNewNetwork = scenario(
  {
    name: "secret-then-new-network",
    technique: "T1555.006",
    story: "A workload reads secrets in its own network; minutes later its session works from another one.",
    deterministic: false,
    slow: false,
  },
  ["checkout-task", "webhook-receiver-role"],
  (stage, victim) => {
    const { random } = stage;
    const inside = victim.live();
    const secrets = shuffled(random, [
      "payments/provider-key",
      "payments/webhook-key",
      "storefront/session-key",
      "crm/assistant",
    ]);
    stage.makeAll(inside, secrets.slice(0, random.integer(2, 4)).map(getSecret), ...scripted);
    stage.wait(120_000, 900_000);
    const outside = elsewhere(inside, random);
    stage.makeSeveral(outside, 4, 9, () => tableCall("PutItem", "payments"), ...typing);
    stage.makeSeveral(outside, 2, 5, () => queueCall("SendMessage", "payments"), ...typing);
  },
);

/** Sessions of functions, containers and pods in strange hands. */
export const workloadCredentialScenarios: readonly AttackScenario[] = [
  environmentDump,
  tokenReplay,
  taskRoleTheft,
  secretThenNewNetwork,
];
