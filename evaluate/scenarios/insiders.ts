import { api, type Fields } from "../../lib/local/organisation/call.ts";
import { describeInstances } from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, createAccessKey, createUser, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { describeAlarms } from "../../lib/local/organisation/calls/operations.ts";
import { getSecret } from "../../lib/local/organisation/calls/secrets.ts";
import {
  datedKey,
  describeTable,
  getObject,
  listBuckets,
  listObjects,
  listTables,
  putObject,
  tableCall,
} from "../../lib/local/organisation/calls/storage.ts";
import { browser } from "../../lib/local/organisation/user-agents.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere } from "./stranger.ts";
import { scenario } from "./victim.ts";

const tableExport = scenario(
  {
    name: "insider-exports-table",
    technique: "T1530",
    story: "Someone with access to a service has it copy the customers' table out, a larger part each day for a week.",
    deterministic: false,
    slow: true,
  },
  ["recommendations-task"],
  (stage, victim) => {
    const { random } = stage;
    const table = random.pick(["customers", "payments"]);
    const bucket = random.pick(["acme-shop-models", "acme-shop-lake"]);
    for (let day = 1; day <= 7; day++) {
      const own = victim.live();
      if (day === 1) stage.makeAll(own, [describeTable(table)], ...typing);
      stage.makeSeveral(own, day * 2, day * 4, () => tableCall("Scan", table), ...typing);
      stage.makeAll(own, [putObject(bucket, datedKey("features", "bin"))], ...typing);
      stage.waitUntilNextDay(9, 17);
    }
  },
);

const keyForService = scenario(
  {
    name: "insider-adds-key",
    technique: "T1098.001",
    story: "An administrator, in the office and in the console, makes a second access key for a service's user.",
    deterministic: false,
    slow: false,
  },
  ["AWSReservedSSO_AdministratorAccess"],
  (stage, victim) => {
    const { random } = stage;
    const person = victim.live();
    const target = random.pick(["uptime-monitor", "legacy-billing-export", "partner-upload"]);
    const looks = [
      iamCall("ListUsers"),
      iamCall("ListAccessKeys", { user: target }),
      iamCall("GetUser", { user: target }),
      iamCall("ListUserPolicies", { user: target }),
    ];
    stage.makeAll(person, someOf(random, looks, 2, 4), ...typing);
    stage.makeAll(person, [createAccessKey(target)], ...typing);
    stage.makeSeveral(person, 0, 2, () => iamCall("AttachUserPolicy", { user: target }, readEverything), ...typing);
  },
);

const readEverything = { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };

const consoleFromMachine = scenario(
  {
    name: "console-from-machine-credentials",
    technique: "T1550.001",
    story: "Someone on a machine trades its role's session for a console sign-in and clicks through the account.",
    deterministic: false,
    slow: false,
  },
  ["warehouse-gateway", "web-frontend-instance", "search-node-instance"],
  (stage, victim) => {
    const { random } = stage;
    const machine = victim.live();
    const signIn: Fields = {
      requestParameters: null,
      responseElements: { GetSigninToken: "Success" },
      additionalEventData: { MobileVersion: "No", MFAUsed: "No" },
      eventType: "AwsConsoleSignIn",
    };
    stage.makeAll(machine, [callerIdentity], ...typing);
    // Half of them sign in where the machine stands, the others at home.
    const person = random.chance(0.5) ? machine : elsewhere(machine, random);
    stage.make(person, api("signin", "GetSigninToken", { readOnly: false }), signIn);
    stage.wait(1_000, 5_000);
    const inBrowser = { ...person, userAgent: () => browser };
    const loggedIn = { ConsoleLogin: "Success" };
    const LoginTo = "https://console.aws.amazon.com/console/home?region=us-east-1";
    stage.make(inBrowser, api("signin", "ConsoleLogin", { readOnly: false }), {
      ...signIn,
      responseElements: loggedIn,
      additionalEventData: { LoginTo, MobileVersion: "No", MFAUsed: "No" },
    });
    stage.wait(...typing);
    const clicks = shuffled(random, [
      describeInstances,
      describeAlarms,
      listBuckets,
      listTables,
      iamCall("GetAccountSummary"),
      api("secretsmanager", "ListSecrets"),
      api("health", "DescribeEventAggregates"),
      listObjects("acme-shop-invoices"),
      getObject("acme-shop-invoices", datedKey("pdf", "pdf")),
    ]);
    const inConsole = { ...inBrowser, credential: { ...machine.credential, fromConsole: true } };
    stage.makeAll(inConsole, clicks, ...typing);
  },
);

const stolenPortalSession = scenario(
  {
    name: "sso-session-stolen",
    technique: "T1550.001",
    story: "An administrator's session key is copied from a laptop and used elsewhere to read secrets and stay.",
    deterministic: false,
    slow: false,
  },
  ["AWSReservedSSO_AdministratorAccess"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.live();
    const thief = elsewhere({ ...held, credential: { ...held.credential, fromConsole: false } }, random);
    const newUser = random.pick(["sso-helper", "audit-reader", "svc-export"]);
    const secrets = shuffled(random, [
      "payments/provider-key",
      "payments/webhook-key",
      "crm/assistant",
      "build/registry",
    ]);
    stage.makeAll(
      thief,
      [callerIdentity, ...shuffled(random, [listBuckets, listTables, iamCall("ListUsers")])],
      ...typing,
    );
    stage.makeAll(thief, secrets.slice(0, random.integer(2, 4)).map(getSecret), ...typing);
    stage.makeAll(thief, [createUser(newUser), createAccessKey(newUser)], ...typing);
    stage.makeSeveral(thief, 5, 15, () => getObject("acme-shop-invoices", datedKey("pdf", "pdf")), ...scripted);
  },
);

/** People: those who may, and those who use what a person or a machine holds. */
export const insiderScenarios: readonly AttackScenario[] = [
  tableExport,
  keyForService,
  consoleFromMachine,
  stolenPortalSession,
];
