import { type ActionScope, type Contract, contractSubjects, type PeerScope, type VolumeScope } from "./contract.ts";
import {
  actionPatterns,
  agentPatterns,
  type EntryRule,
  type Fields,
  identityPatterns,
  mostPerVolume,
  networkEntries,
  peerPatterns,
  readCount,
  readFields,
  readTexts,
  regionPatterns,
} from "./contract-fields.ts";
import { type ContractDocument, type ContractReport, givenText, type Keys } from "./contract-problem.ts";
import { type NetworkScope, networkScopeOf } from "./network-scope.ts";
import { readResources } from "./read-resources.ts";
import { readSchedule } from "./read-schedule.ts";
import { type Wildcards, wildcardsOf } from "./wildcards.ts";

const contractKeys = ["identity", "owner", "expires", ...contractSubjects] as const;

/** What a drafted contract has where its owner is to be written. */
export const ownerToDo = "TODO";

const dayMs = 86_400_000;
const longestOwner = 200;

/** Reads one contract; undefined where it is not even a mapping. Use it only where the report refused nothing. */
export function readContract(
  document: ContractDocument,
  categories: readonly string[],
  report: ContractReport,
): Contract | undefined {
  const fields = readFields(document.content, [], contractKeys, report);
  if (fields === undefined) return undefined;
  const texts = (name: string, rule: EntryRule) => readTexts(fields[name], [name], rule, report);
  const identity = texts("identity", identityPatterns);
  if (fields["identity"] === undefined) {
    const { allowed, remedy } = identityPatterns;
    report.refuse(["identity"], { found: "is missing", allowed: `${allowed}, or a list of them`, remedy });
  }
  const networks = texts("networks", networkEntries);
  return {
    name: nameOf(document.file),
    identity: identity ?? [],
    owner: readOwner(fields["owner"], report),
    expiresMs: readExpiry(fields["expires"], report),
    actions: readActions(fields["actions"], report),
    resources: readResources(fields["resources"], report),
    dataCategories: texts("dataCategories", categoryNames(categories, report)),
    regions: wildcards(texts("regions", regionPatterns)),
    networks: networks && readNetworks(networks, fields["networks"], report),
    schedule: readSchedule(fields["schedule"], report),
    peers: readPeers(fields["peers"], report),
    volume: readVolume(fields["volume"], report),
    agents: wildcards(texts("agents", agentPatterns), true),
  };
}

/** `ci-deploy` for `contracts/ci-deploy.yaml`, `ci-deploy#2` for the second document in it. */
const nameOf = (file: string): string => file.slice(file.lastIndexOf("/") + 1).replace(/\.ya?ml(?=$|#)/i, "");

const wildcards = (patterns: readonly string[] | undefined, foldCase = false): Wildcards | undefined =>
  patterns && wildcardsOf(patterns, foldCase);

function readOwner(value: unknown, report: ContractReport): string {
  const complaint = { allowed: "who answers for the identity", remedy: "Write a team, a person or an address." };
  if (value === ownerToDo) report.warn(["owner"], { found: givenText(value), ...complaint });
  if (typeof value === "string" && value.length <= longestOwner && /\S/.test(value)) return value;
  report.refuse(["owner"], { found: givenText(value), ...complaint });
  return "";
}

/** A date holds until it ends, in UTC. */
function readExpiry(value: unknown, report: ContractReport): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const startMs = Date.parse(`${value}T00:00:00Z`);
    if (!Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(value)) return startMs + dayMs;
  }
  report.refuse(["expires"], {
    found: givenText(value),
    allowed: "the last day on which the contract holds, as 2027-01-31",
    remedy: "Write a date of the calendar.",
  });
  return undefined;
}

/** A list of what is allowed, or a mapping of `allow` and `except`. */
function readActions(value: unknown, report: ContractReport): ActionScope | undefined {
  if (value === undefined) return undefined;
  const scope = (allowed: readonly string[], except: readonly string[]) => ({
    allowed: wildcardsOf(allowed, true),
    except: wildcardsOf(except, true),
  });
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return scope(readTexts(value, ["actions"], actionPatterns, report) ?? [], []);
  }
  const fields = readFields(value, ["actions"], ["allow", "except"], report) as Fields;
  const allow = readTexts(fields["allow"], ["actions", "allow"], actionPatterns, report);
  return scope(allow ?? ["*"], readTexts(fields["except"], ["actions", "except"], actionPatterns, report) ?? []);
}

/** Names of categories that are defined; any other is most likely misspelt, and would allow nothing. */
const categoryNames = (known: readonly string[], report: ContractReport): EntryRule => ({
  isAllowed: (text) => known.includes(text),
  allowed: known.length === 0 ? "the name of a defined category, and none is defined" : `one of ${known.join(", ")}`,
  remedy: "Define it in a file of its own, as `dataCategories: { name: [patterns] }`, or correct the name.",
  mayBeEmpty: true,
  meant: (text) => report.nearest(text, known),
});

function readNetworks(entries: readonly string[], value: unknown, report: ContractReport): NetworkScope {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const { allowed, remedy } = networkEntries;
  return networkScopeOf(entries, (at) => {
    const entry = entries[at] as string;
    const keys: Keys = Array.isArray(value) ? ["networks", list.indexOf(entry)] : ["networks"];
    report.refuse(keys, { found: givenText(entry), allowed, remedy });
  });
}

function readPeers(value: unknown, report: ContractReport): PeerScope | undefined {
  if (value === undefined) return undefined;
  const fields = readFields(value, ["peers"], ["assumedBy", "assumes"], report) ?? {};
  const read = (name: string) => wildcards(readTexts(fields[name], ["peers", name], peerPatterns, report));
  return { assumedBy: read("assumedBy"), assumes: read("assumes") };
}

function readVolume(value: unknown, report: ContractReport): VolumeScope | undefined {
  if (value === undefined) return undefined;
  const fields = readFields(value, ["volume"], ["callsPerHour", "resourcesPerDay"], report) ?? {};
  const read = (name: string) => readCount(fields[name], ["volume", name], mostPerVolume, report);
  return { callsPerHour: read("callsPerHour"), resourcesPerDay: read("resourcesPerDay") };
}
