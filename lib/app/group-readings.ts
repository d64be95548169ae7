import { whoseRightsChanged } from "../domain/detection/rights-changed.ts";
import type { Activity, Notice, Reading, Unreadable } from "../domain/event/activity.ts";
import type { Actor, SessionIssued } from "../domain/identity/identity.ts";
import { actorOfNotice } from "../domain/identity/notice-actor.ts";
import { resolveActor } from "../domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../domain/identity/sessions-issued.ts";
import { refuseFuture } from "./refuse-future.ts";

/**
 * One thing that concerns one identity: what it did, a session that was issued for it, a change of its rights by
 * another one (the actor), or what is said of it.
 */
export type Concern =
  | { readonly kind: "activity"; readonly activity: Activity; readonly actor: Actor }
  | { readonly kind: "session"; readonly activity: Activity; readonly asker: Actor; readonly issued: SessionIssued }
  | { readonly kind: "rights"; readonly activity: Activity; readonly actor: Actor }
  | { readonly kind: "notice"; readonly notice: Notice; readonly actor: Actor };

/** A batch, grouped by identity, each group in order of time. */
export interface GroupedReadings {
  readonly activities: number;
  readonly notices: number;
  readonly unreadable: readonly Unreadable[];
  readonly groups: ReadonlyMap<string, Concern[]>;
}

/** When it happened, milliseconds since 1970. */
export const timeOf = (concern: Concern): number =>
  concern.kind === "notice" ? concern.notice.timeMs : concern.activity.timeMs;
const idOf = (concern: Concern): string =>
  concern.kind === "notice" ? concern.notice.noticeId : concern.activity.eventId;

/**
 * Groups readings by the identity they concern. What AWS services do by themselves is counted, but has no standing:
 * nobody else can act as them. An AssumeRole call concerns two identities: the one that asks and the one that is
 * assumed.
 */
export function groupReadings(
  parts: Iterable<readonly Reading[]>,
  nowMs: number,
  onActivity?: (activity: Activity, actor: Actor) => void,
): GroupedReadings {
  const grouped = { activities: 0, notices: 0, unreadable: [] as Unreadable[], groups: new Map<string, Concern[]>() };
  const groups: Groups = { byKey: grouped.groups, latestMs: 0, isInOrder: true };
  for (const part of parts) {
    for (const reading of refuseFuture(part, nowMs)) {
      if (reading.kind === "unreadable") {
        grouped.unreadable.push(reading.unreadable);
      } else if (reading.kind === "notice") {
        grouped.notices++;
        const actor = actorOfNotice(reading.notice);
        addTo(groups, actor.identity.key, { kind: "notice", notice: reading.notice, actor }, reading.notice.timeMs);
      } else {
        grouped.activities++;
        addActivity(groups, reading.activity, onActivity);
      }
    }
  }
  if (groups.isInOrder) return grouped;
  for (const group of grouped.groups.values()) {
    if (!isInOrder(group)) group.sort((a, b) => timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
  }
  return grouped;
}

/** Groups so far; `isInOrder` as long as nothing at all came before an earlier one, which says it of every group. */
interface Groups {
  readonly byKey: Map<string, Concern[]>;
  latestMs: number;
  isInOrder: boolean;
}

function addActivity(
  groups: Groups,
  activity: Activity,
  onActivity: ((activity: Activity, actor: Actor) => void) | undefined,
): void {
  const actor = resolveActor(activity);
  onActivity?.(activity, actor);
  const issued = sessionsIssued(activity, actor);
  const { timeMs } = activity;
  if (issued !== undefined)
    addTo(groups, issued.identityKey, { kind: "session", activity, asker: actor, issued }, timeMs);
  const { kind, key } = actor.identity;
  const changed = whoseRightsChanged(activity);
  if (changed !== undefined && changed !== key) addTo(groups, changed, { kind: "rights", activity, actor }, timeMs);
  if (kind !== "aws-service") addTo(groups, key, { kind: "activity", activity, actor }, timeMs);
}

function addTo(groups: Groups, key: string, concern: Concern, timeMs: number): void {
  if (timeMs >= groups.latestMs) groups.latestMs = timeMs;
  else groups.isInOrder = false;
  const group = groups.byKey.get(key);
  if (group === undefined) groups.byKey.set(key, [concern]);
  else group.push(concern);
}

function isInOrder(group: readonly Concern[]): boolean {
  for (let index = 1; index < group.length; index++) {
    if (timeOf(group[index] as Concern) < timeOf(group[index - 1] as Concern)) return false;
  }
  return true;
}
