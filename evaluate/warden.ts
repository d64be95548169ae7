import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { memoryCorrelations } from "../lib/adapters/memory/correlations.ts";
import { memoryNotices } from "../lib/adapters/memory/notices.ts";
import { type KeptPeers, memoryPeers } from "../lib/adapters/memory/peers.ts";
import { memoryPlaybooks } from "../lib/adapters/memory/playbooks.ts";
import { memorySetAside } from "../lib/adapters/memory/set-aside.ts";
import { memoryStandings } from "../lib/adapters/memory/standings.ts";
import type { BatchReport } from "../lib/app/assess-batch.ts";
import { createAssessor } from "../lib/app/create-assessor.ts";
import type { StandingStore, StoredStanding } from "../lib/app/ports.ts";
import type { NetworkLookup } from "../lib/domain/behaviour/network-facts.ts";
import { compileRules, type RuleDocument } from "../lib/domain/detection/rules.ts";
import { parseRule } from "../lib/domain/detection/sigma/parse-rule.ts";
import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import { readRecord } from "../lib/domain/event/read-record.ts";
import { defaultPolicy, type Policy } from "../lib/domain/response/policy.ts";
import type { Rules } from "../lib/domain/terms.ts";
import { accounts } from "../lib/local/organisation/accounts.ts";
import { evaluatedNetworks } from "./networks.ts";

/** What every measured warden has in common. */
export interface Settings {
  readonly rules: Rules;
  readonly policy: Policy;
  /** What is known of networks beside their addresses. */
  readonly networks?: NetworkLookup;
  /** What identities of each account were seen to do before, week by week. */
  readonly peers?: KeptPeers;
}

/**
 * The default policy with what only its user can know: the simulated organisation's accounts, and that the resources
 * called `nhi-decoy-…` are decoys. It contains on its own.
 */
const policy: Policy = {
  ...defaultPolicy,
  mode: "enforce",
  decoys: ["*nhi-decoy-*"],
  organisationAccounts: accounts.map(({ accountId }) => accountId),
};

/**
 * On rules that go by what a caller says its tool is called. No figure may rest on one: such a name is changed in a
 * moment.
 */
const toolNameTag = "nhi.tool-name";

/** The built-in rules but those that go by a tool's name, that policy, and AWS's published ranges. */
export async function builtInSettings(): Promise<Settings & { readonly ruleCount: number }> {
  const { documents } = await readRuleFolder("rules");
  const rules = compileRules(documents.filter((document) => !goesByToolName(document)));
  return { rules, ruleCount: rules.rules.length, policy, networks: evaluatedNetworks() };
}

function goesByToolName(document: RuleDocument): boolean {
  const parsed = parseRule(document.content, document);
  return "rule" in parsed && parsed.rule.tags.includes(toolNameTag);
}

export type Standings = ReadonlyMap<string, StoredStanding>;

/** Told what the assessments themselves do not say. */
export interface Watcher {
  /** An identity did something. */
  readonly active?: (identityKey: string, timeMs: number) => void;
  /** Trust of an identity after a batch, at its newest event. */
  readonly trust?: (identityKey: string, timeMs: number, trust: number) => void;
}

export interface Warden {
  /** Assesses one batch, at the time of the newest record in it. */
  feed(records: readonly CloudTrailRecord[], nowMs: number): Promise<BatchReport>;
  /** A copy of what is stored, to begin other wardens with. */
  standings(): Standings;
  /** The same of what identities do, week by week. */
  peers(): KeptPeers;
}

/** The use case that the handlers run, over a plain map. `begin` is what is stored at first; it is not changed. */
export function warden(
  { rules, policy, networks, peers: known }: Settings,
  begin: Standings = new Map(),
  watcher: Watcher = {},
): Warden {
  const stored = new Map(begin);
  const store = memoryStandings(stored);
  const standings: StandingStore = {
    ...store,
    save: async (writes) => {
      for (const { identityKey, trust, lastSeenMs } of writes) watcher.trust?.(identityKey, lastSeenMs, trust);
      return store.save(writes);
    },
  };
  const peers = memoryPeers(known);
  const assessBatch = createAssessor({
    standings,
    notices: memoryNotices(),
    playbooks: memoryPlaybooks(),
    setAside: memorySetAside(),
    correlations: memoryCorrelations(),
    peers,
    rules,
    policy,
    ...(networks === undefined ? {} : { networks }),
    onActivity: (activity, { identity }) => watcher.active?.(identity.key, activity.timeMs),
  });
  return {
    feed: (records, nowMs) => assessBatch(records.map(readRecord), nowMs),
    standings: () => new Map(stored),
    peers: peers.kept,
  };
}
