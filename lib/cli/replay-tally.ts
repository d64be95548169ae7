import { agentFamilyOf } from "../domain/behaviour/user-agent.ts";
import { levels } from "../domain/detection/finding.ts";
import type { Activity } from "../domain/event/activity.ts";
import { type Actor, type IdentityKind, identityKinds, type SessionIssued } from "../domain/identity/identity.ts";
import { kindIsOfThisRecord } from "../domain/identity/kind-evidence.ts";
import { sessionsIssued } from "../domain/identity/sessions-issued.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { FindingLine, IdentityLine, TrustLine } from "./replay-report.ts";
import { createTrustHistory, type TrustHistory } from "./trust-history.ts";

/** Adds up what a replay shows. Grows with identities, and with rules that matched for them, never with records. */
export interface ReplayTally {
  activity(activity: Activity, actor: Actor): void;
  assessments(assessments: readonly Assessment[]): void;
  identities(): readonly IdentityLine[];
  findings(): readonly FindingLine[];
  /** Identities whose trust moved, the lowest first. */
  trust(): readonly TrustLine[];
  /** Times of the earliest and the latest activity. */
  span(): { readonly firstMs: number | undefined; readonly lastMs: number | undefined };
}

const mostWorkloads = 5;

interface IdentityCount {
  kind: IdentityKind;
  name: string;
  accountId: string;
  activities: number;
  firstMs: number;
  lastMs: number;
  readonly workloads: Set<string>;
  /** Calls by user agent family. */
  readonly agents: Map<string, number>;
}

type FindingCount = { -readonly [Key in keyof FindingLine]: FindingLine[Key] };

const moreSpecific = (a: IdentityKind, b: IdentityKind) =>
  identityKinds.indexOf(b) > identityKinds.indexOf(a) ? b : a;

export const createReplayTally = (): ReplayTally => {
  const identities = new Map<string, IdentityCount>();
  const findings = new Map<string, FindingCount>();
  const trust = new Map<string, TrustHistory>();

  const seen = (key: string, timeMs: number, accountId: string, name: string): IdentityCount => {
    let found = identities.get(key);
    if (found === undefined) {
      found = {
        kind: "unknown",
        name,
        accountId,
        activities: 0,
        firstMs: timeMs,
        lastMs: timeMs,
        workloads: new Set(),
        agents: new Map(),
      };
      identities.set(key, found);
    }
    found.firstMs = Math.min(found.firstMs, timeMs);
    found.lastMs = Math.max(found.lastMs, timeMs);
    return found;
  };

  const addIssued = (issued: SessionIssued) => {
    const found = seen(issued.identityKey, issued.issuedMs, issued.accountId, nameOfKey(issued.identityKey));
    found.kind = moreSpecific(found.kind, issued.kind);
    addWorkload(found, issued.subject);
  };

  return {
    activity: (activity, actor) => {
      const { identity } = actor;
      const found = seen(identity.key, activity.timeMs, identity.accountId, identity.name);
      found.activities++;
      // A person in the console with a machine's role does not make the role a person.
      if (!kindIsOfThisRecord(identity)) found.kind = moreSpecific(found.kind, identity.kind);
      else if (found.kind === "unknown") found.kind = "role";
      addWorkload(found, actor.workload);
      addAgent(found, activity.userAgent);
      const issued = sessionsIssued(activity, actor);
      if (issued) addIssued(issued);
    },

    assessments: (assessments) => {
      for (const { actor, activity, findings: matched, trust: value } of assessments) {
        const key = actor.identity.key;
        for (const { ruleId, title, level, eventId, timeMs } of matched) {
          const name = `${ruleId}\n${key}`;
          const found = findings.get(name);
          if (found === undefined) {
            const times = { firstMs: timeMs, lastMs: timeMs, firstEventId: eventId };
            findings.set(name, { rule: ruleId, title, level, identityKey: key, count: 1, ...times });
            continue;
          }
          found.count++;
          found.lastMs = Math.max(found.lastMs, timeMs);
          if (timeMs < found.firstMs) Object.assign(found, { firstMs: timeMs, firstEventId: eventId });
        }
        if (value >= 100 && !trust.has(key)) continue;
        if (!trust.has(key)) trust.set(key, createTrustHistory());
        trust.get(key)?.add(activity.timeMs, value);
      }
    },

    identities: () =>
      [...identities]
        .map(([key, { workloads, agents, ...rest }]) => ({
          key,
          ...rest,
          workloads: [...workloads],
          agents: mostUsed(agents),
        }))
        .sort((a, b) => b.activities - a.activities || compare(a.key, b.key)),

    findings: () =>
      [...findings.values()].sort(
        (a, b) =>
          levels.indexOf(b.level) - levels.indexOf(a.level) ||
          compare(a.rule, b.rule) ||
          a.firstMs - b.firstMs ||
          compare(a.identityKey, b.identityKey),
      ),

    trust: () =>
      [...trust]
        .map(([identityKey, history]) => ({ identityKey, ...history.summary() }))
        .sort((a, b) => a.lowest.trust - b.lowest.trust || compare(a.identityKey, b.identityKey)),

    span: () => {
      let firstMs: number | undefined;
      let lastMs: number | undefined;
      for (const found of identities.values()) {
        firstMs = Math.min(firstMs ?? found.firstMs, found.firstMs);
        lastMs = Math.max(lastMs ?? found.lastMs, found.lastMs);
      }
      return { firstMs, lastMs };
    },
  };
};

const addWorkload = (found: IdentityCount, workload: string | undefined) => {
  if (workload !== undefined && found.workloads.size < mostWorkloads) found.workloads.add(workload);
};

const mostAgents = 12;
const shownAgents = 3;

const addAgent = ({ agents }: IdentityCount, userAgent: string | undefined) => {
  if (userAgent === undefined) return;
  const { name } = agentFamilyOf(userAgent);
  const calls = agents.get(name);
  if (calls !== undefined || agents.size < mostAgents) agents.set(name, (calls ?? 0) + 1);
};

const mostUsed = (agents: ReadonlyMap<string, number>): readonly string[] =>
  [...agents]
    .sort(([a, calls], [b, others]) => others - calls || compare(a, b))
    .slice(0, shownAgents)
    .map(([name]) => name);

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

const nameOfKey = (key: string) => key.slice(key.lastIndexOf("/") + 1);
