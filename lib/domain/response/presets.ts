import type { SignalKind } from "../detection/signal.ts";
import type { IdentityKind } from "../identity/identity.ts";
import type { Thresholds } from "./policy.ts";

export const presetNames = [
  "api_protection",
  "insider_threat",
  "workload_credentials",
  "ci_cd",
  "third_party",
  "ai_agents",
  "strict",
] as const;
export type PresetName = (typeof presetNames)[number];

/** A named choice of rules, weights and thresholds that people pick instead of setting each by hand. */
export interface Preset {
  /** One line for people. */
  readonly about: string;
  /** Built-in rules that stay on: patterns with `*` over their ids and their tags. */
  readonly rules: readonly string[];
  /** Multiplies the points of a kind of signal, 0 to 2; 1 where it is not named. */
  readonly signalWeights: Readonly<Partial<Record<SignalKind, number>>>;
  /** Raises the policy's thresholds to these; undefined leaves them. */
  readonly thresholds: Thresholds | undefined;
  /** Multiplies what identities of a kind lose, as a tier's weight does, 0.5 to 2; 1 where it is not named. */
  readonly kindWeights: Readonly<Partial<Record<IdentityKind, number>>>;
}

/** Whatever else is watched: tampering with evidence and defences. So are all rules of level high and critical. */
export const alwaysOn: readonly string[] = ["attack.t1562*", "attack.t1070*", "attack.t1666", "quarantine-*"];

const usedCredentials = ["attack.t1078*", "attack.t1550*", "attack.t1552*", "attack.t1555*", "owasp.nhi2"];
const takenPower = ["attack.t1098*", "attack.t1136*", "attack.t1484*", "attack.t1548*"];
const takenData = ["attack.t1530", "attack.t1537", "attack.t1074*", "attack.t1119"];
const destruction = ["attack.t1485*", "attack.t1486", "attack.t1489", "attack.t1490", "attack.t1531"];

export const presets: Readonly<Record<PresetName, Preset>> = {
  api_protection: {
    about: "Clients that call APIs with long-lived keys: leaked keys, new calls, new networks, floods.",
    rules: [
      ...[...usedCredentials, ...takenData, "owasp.nhi4", "owasp.nhi7"],
      ...["attack.t1098*", "attack.t1087*", "attack.t1580", "attack.t1496*", "attack.t1535"],
    ],
    signalWeights: {
      network: 1.3,
      "user-agent": 1.2,
      service: 1.2,
      region: 1.3,
      "rate-burst": 1.5,
      "error-burst": 1.4,
      "dormant-wake-up": 1.2,
    },
    thresholds: undefined,
    kindWeights: { "access-key-user": 1.3 },
  },
  insider_threat: {
    about: "People with rightful access: machine identities in human hands, odd hours, data and backups.",
    rules: [
      ...[...takenPower, ...takenData, ...destruction, "owasp.nhi10"],
      ...["attack.t1538", "attack.t1021*", "attack.t1556*", "attack.t1072", "attack.t1584*"],
    ],
    signalWeights: { "human-use": 1.6, "hour-of-week": 1.6, resource: 1.4, "foreign-account": 1.5, "rate-burst": 1.3 },
    thresholds: { review: 80, alert: 65, contain: 40 },
    kindWeights: {},
  },
  workload_credentials: {
    about: "Credentials of instances, functions, tasks, pods and servers: stolen, shared or used elsewhere.",
    rules: [
      ...[...usedCredentials, ...takenPower, "owasp.nhi4", "owasp.nhi9", "cloudshell-*"],
      ...["attack.t1578*", "attack.t1648", "attack.t1609", "attack.t1021*", "attack.t1087*", "attack.t1649"],
    ],
    signalWeights: {
      network: 1.4,
      "user-agent": 1.3,
      "execution-environment": 1.3,
      "assumed-by": 1.4,
      "new-actions": 1.2,
      "human-use": 1.4,
    },
    thresholds: undefined,
    kindWeights: { ec2: 1.2, lambda: 1.2, ecs: 1.2, eks: 1.2, "roles-anywhere": 1.3 },
  },
  ci_cd: {
    about: "Pipelines and deployment roles: poisoned builds, stolen tokens, changed sources; bursts are normal.",
    rules: [
      ...[...takenPower, ...takenData, "owasp.nhi6", "owasp.nhi8"],
      ...["attack.t1195*", "attack.t1072", "attack.t1204*", "attack.t1525", "attack.t1610", "attack.t1578*"],
      ...["attack.t1648", "attack.t1555*", "lambda-*", "build-*"],
    ],
    signalWeights: { "hour-of-week": 0.4, "rate-burst": 0.6, "error-burst": 0.8, "assumed-by": 1.5, resource: 1.2 },
    thresholds: undefined,
    kindWeights: { "ci-oidc": 1.4, codebuild: 1.4 },
  },
  third_party: {
    about: "Vendors and partners that come in from their own accounts: wider reach, secrets, changed identities.",
    rules: [
      ...[...takenPower, ...takenData, ...usedCredentials, "owasp.nhi3", "third-party-*"],
      ...["attack.t1199", "attack.t1087*", "attack.t1526"],
    ],
    signalWeights: { network: 1.4, service: 1.5, resource: 1.4, "foreign-account": 1.5, "new-actions": 1.3 },
    thresholds: undefined,
    kindWeights: { "third-party": 1.5 },
  },
  ai_agents: {
    about: "AI agents: actions and data outside their scope, changed tools, removed guardrails, costly models.",
    rules: [
      ...[...takenPower, ...takenData, ...destruction],
      ...["agent-*", "*bedrock*", "model-*", "attack.t1496*", "attack.t1528", "attack.t1555*"],
    ],
    signalWeights: {
      "contract-violation": 1.6,
      resource: 1.5,
      "new-actions": 1.3,
      "action-chain": 1.3,
      "rate-burst": 1.3,
      "hour-of-week": 0.5,
    },
    thresholds: undefined,
    kindWeights: { "bedrock-agent": 1.5, "application-agent": 1.5 },
  },
  strict: {
    about: "Everything on and judged harder: for accounts where a false alarm costs less than a missed one.",
    rules: ["*"],
    signalWeights: {
      action: 1.3,
      service: 1.3,
      network: 1.3,
      "user-agent": 1.3,
      region: 1.3,
      resource: 1.3,
      "new-actions": 1.3,
      "rule-match": 1.3,
      "assumed-by": 1.3,
    },
    thresholds: { review: 85, alert: 70, contain: 50 },
    kindWeights: {},
  },
};
