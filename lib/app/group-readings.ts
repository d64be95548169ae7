import type { Activity, Notice, Reading, Unreadable } from "../domain/event/activity.ts";
import type { Actor, SessionIssued } from "../domain/identity/identity.ts";
import { actorOfNotice } from "../domain/identity/notice-actor.ts";
import { resolveActor } from "../domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../domain/identity/sessions-issued.ts";

/** One thing that concerns one identity: what it did, a session that was issued for it, or what is said of it. */
export type Concern =
  | { readonly kind: "activity"; readonly activity: Activity; readonly actor: Actor }
  | { readonly kind: "session"; readonly activity: Activity; readonly issued: SessionIssued }
  | { readonly kind: "notice"; readonly notice: Notice; readonly actor: Actor };

/** A batch, grouped by identity, each group in order of time. */
export interface GroupedReadings {
  readonly activities: number;
  readonly notices: number;
  readonly unreadable: readonly Unreadable[];
  readonly groups: ReadonlyMap<string, Concern[]>;
}

const timeOf = (concern: Concern): number =>
  concern.kind === "notice" ? concern.notice.timeMs : concern.activity.timeMs;
const idOf = (concern: Concern): string =>
  concern.kind === "notice" ? concern.notice.noticeId : concern.activity.eventId;

/**
 * Groups readings by the identity they concern. What AWS services do by themselves is counted, but has no standing:
 * nobody else can act as them. An AssumeRole call concerns two identities: the one that asks and the one that is assumed.
 */
export function groupReadings(
  readings: readonly Reading[],
  onActivity: ((activity: Activity, actor: Actor) => void) | undefined,
): GroupedReadings {
  const groups = new Map<string, Concern[]>();
  const unreadable: Unreadable[] = [];
  let activities = 0;
  let notices = 0;
  for (const reading of readings) {
    if (reading.kind === "unreadable") {
      unreadable.push(reading.unreadable);
    } else if (reading.kind === "notice") {
      notices++;
      const actor = actorOfNotice(reading.notice);
      addTo(groups, actor.identity.key, { kind: "notice", notice: reading.notice, actor });
    } else {
      activities++;
      const { activity } = reading;
      const actor = resolveActor(activity);
      onActivity?.(activity, actor);
      const issued = sessionsIssued(activity, actor);
      if (issued !== undefined) addTo(groups, issued.identityKey, { kind: "session", activity, issued });
      const { kind, key } = actor.identity;
      if (kind !== "aws-service") addTo(groups, key, { kind: "activity", activity, actor });
    }
  }
  for (const group of groups.values()) {
    if (!isInOrder(group)) group.sort((a, b) => timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
  }
  return { activities, notices, unreadable, groups };
}

function addTo(groups: Map<string, Concern[]>, key: string, concern: Concern): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [concern]);
  else group.push(concern);
}

function isInOrder(group: readonly Concern[]): boolean {
  for (let index = 1; index < group.length; index++) {
    if (timeOf(group[index] as Concern) < timeOf(group[index - 1] as Concern)) return false;
  }
  return true;
}
