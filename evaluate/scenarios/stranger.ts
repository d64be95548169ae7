import type { Call } from "../../lib/local/organisation/call.ts";
import type { Path } from "../../lib/local/organisation/networks.ts";
import type { Random } from "../../lib/local/organisation/random.ts";
import { boto3, cli, goSdk, javascript } from "../../lib/local/organisation/user-agents.ts";
import type { Acting } from "./stage.ts";

/** Accounts of nobody that the organisation knows: ids from AWS's documentation. */
const foreignAccounts = ["888888888888", "999988887777", "210987654321", "123123123123"] as const;

export function foreignAccount(random: Random): string {
  return random.pick(foreignAccounts);
}

/** Public prefixes of reserved ranges (RFC 5737, RFC 2544, RFC 3849) in which the organisation has nothing. */
const strangePrefixes: readonly ((random: Random) => string)[] = [
  (random) => `203.0.113.${random.integer(4, 250)}`,
  (random) => `198.18.${random.integer(128, 254)}.${random.integer(4, 250)}`,
  (random) => `198.18.${random.integer(128, 254)}.${random.integer(4, 250)}`,
  (random) =>
    `2001:db8:${random.integer(256, 60_000).toString(16)}:${random.integer(1, 90)}::${random.integer(2, 200).toString(16)}`,
];

/** A public address that the organisation never used. */
export function strangePath(random: Random): Path {
  return { sourceAddress: random.pick(strangePrefixes)(random) };
}

type Agent = (call: Call) => string;

const systems = ["linux#6.11.2-amd64", "linux#6.8.0-49-generic", "macos#14.6.1", "windows#11"] as const;

const strangeAgents: readonly ((random: Random) => Agent)[] = [
  (random) => {
    const version = `2.${random.integer(15, 23)}.${random.integer(0, 30)}`;
    const system = random.pick(systems);
    return (call) => cli(version, `${call.service}.${kebab(call.eventName)}`, system);
  },
  (random) => {
    const [version, python] = [`1.3${random.integer(4, 6)}.${random.integer(0, 90)}`, random.integer(9, 13)];
    return () =>
      `Boto3/${version} md/Botocore#${version} ua/2.0 os/${systems[1]} md/arch#x86_64 lang/python#3.${python}.4 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/${version}`;
  },
  (random) => {
    const release = random.integer(1, 12);
    return (call) => goSdk(release, call.service);
  },
  (random) => {
    const release = random.integer(1, 14);
    return (call) => javascript(release, call.service);
  },
  (random) => {
    const release = random.integer(0, 11);
    return () => boto3(release);
  },
];

/** Software as anybody has it: the command line on some machine, or an SDK; sometimes the victim's own. */
export function strangeAgent(random: Random): Agent {
  return random.pick(strangeAgents)(random);
}

/** The same credential in strange hands: another network and other software. */
export function elsewhere(acting: Acting, random: Random): Acting {
  const path = strangePath(random);
  return { ...acting, path: () => path, userAgent: strangeAgent(random) };
}

/** `GetCallerIdentity` as the command line writes it: `get-caller-identity`. */
export function kebab(eventName: string): string {
  return eventName
    .replace(/\d{8}(?:v\d)?$/, "")
    .replace(/(?!^)([A-Z])/g, "-$1")
    .toLowerCase();
}
