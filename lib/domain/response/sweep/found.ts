import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import { arnPart } from "../../identity/arn.ts";
import { resolveActor } from "../../identity/resolve-actor.ts";
import { sessionsIssued } from "../../identity/sessions-issued.ts";
import type { Deed } from "./deed.ts";
import { derivedFrom, leavesTraces } from "./derived-from.ts";
import { isDoneBy, type Suspect } from "./suspect.ts";
import type { SweepEvent, SweepNode } from "./sweep-node.ts";

/** What a suspect's call did. */
export interface Found {
  readonly deed: Deed;
  /** Key of the suspect. */
  readonly by: string;
  readonly event: SweepEvent;
}

/** Who issued a temporary credential that is followed: where a person looks for what was stolen first. */
export interface Origin {
  /** Key of the suspect. */
  readonly of: string;
  readonly makerKey: string;
  readonly makerAccessKeyId: string | undefined;
  readonly event: SweepEvent;
}

/** What one record of the answers to a suspect's queries says of it. */
export interface RecordFindings {
  /** Whether the suspect did it, or for a role whether it issued one of its sessions. */
  readonly isOwn: boolean;
  readonly found: readonly Found[];
  readonly origins: readonly Origin[];
}

/**
 * What a record says of a suspect: what it did, or who issued it. An answer may hold calls of others, with the same
 * session name for one; they say nothing.
 */
export function findingsOf({ suspect, key, sinceMs, depth }: SweepNode, activity: Activity): RecordFindings {
  const isOwn = activity.timeMs >= sinceMs && (isDoneBy(suspect, activity) || issuesSessionOf(suspect, activity));
  if (!leavesTraces(activity)) return { isOwn, found: [], origins: [] };
  const actor = resolveActor(activity);
  const event = eventOf(activity);
  if (isOwn) {
    const found = derivedFrom(activity, actor).map((deed): Found => ({ deed, by: key, event }));
    return { isOwn, found, origins: [] };
  }
  const issued = depth === 0 && suspect.kind === "access-key" ? sessionsIssued(activity, actor) : undefined;
  if (suspect.kind !== "access-key" || issued?.accessKeyId !== suspect.accessKeyId) {
    return { isOwn, found: [], origins: [] };
  }
  const { makerAccessKeyId } = issued;
  const origin: Origin = {
    of: key,
    makerKey: printable(issued.makerKey, 300),
    makerAccessKeyId: makerAccessKeyId === undefined ? undefined : printable(makerAccessKeyId, 128),
    event,
  };
  return { isOwn, found: [], origins: [origin] };
}

/** Roles are followed by the sessions that are issued for them, whoever asked. */
function issuesSessionOf(suspect: Suspect, activity: Activity): boolean {
  if (suspect.kind !== "role") return false;
  const issued = sessionsIssued(activity, resolveActor(activity));
  if (issued === undefined || arnPart(issued.identityKey, 4) !== suspect.accountId) return false;
  const name = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);
  return issued.identityKey.includes(":role/") && name(issued.identityKey) === name(suspect.roleArn);
}

function eventOf({ eventId, timeMs, action, region }: Activity): SweepEvent {
  return { eventId: printable(eventId, 128), timeMs, action: printable(action, 160), region: printable(region, 40) };
}
