import { assess } from "../../lib/domain/assess.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import type { Actor } from "../../lib/domain/identity/identity.ts";
import type { Assessment } from "../../lib/domain/response/assessment.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import { type Rules, type Terms, termsFor } from "../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { madeActivity, madeActor } from "./made-activity.ts";

const minuteMs = 60_000;

/** 03:00 UTC, some nights after Monday 2026-03-02. */
export const nightOf = (night: number): number => Date.UTC(2026, 2, 2 + night, 3);

export const eventIdOf = (number: number): string =>
  `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

/** A backup that reads and writes some objects within a quarter of an hour, every night. */
export function nightlyBackup(nights = 30, bent: Partial<Activity> = {}): Activity[] {
  const calls = ["ListObjects", "GetObject", "GetObject", "PutObject", "PutObject", "PutObject"];
  return Array.from({ length: nights }, (_, night) =>
    calls.map((eventName, call) =>
      madeActivity({
        eventId: eventIdOf(night * 100 + call),
        timeMs: nightOf(night) + call * 2 * minuteMs,
        eventName,
        ...bent,
      }),
    ),
  ).flat();
}

export const noRules: Rules = { match: () => [] };

export interface Situation {
  readonly actor?: Actor;
  readonly policy?: Policy;
  readonly rules?: Rules;
}

export const termsOf = ({ actor = madeActor(), policy = defaultPolicy, rules = noRules }: Situation): Terms =>
  termsFor(actor.identity.key, rules, policy);

/** Assesses activities one after another, each at its own time. The standing changes. */
export function assessAll(
  standing: Standing,
  activities: readonly Activity[],
  situation: Situation = {},
): Assessment[] {
  const terms = termsOf(situation);
  const actor = situation.actor ?? madeActor();
  return activities.map((activity) => assess(activity, actor, standing, terms, activity.timeMs));
}

export function learned(activities: readonly Activity[], situation: Situation = {}): Standing {
  const standing = emptyStanding();
  assessAll(standing, activities, situation);
  return standing;
}

export const copyOf = (standing: Standing): Standing => decodeStanding(encodeStanding(standing));

/** What one more activity shows on a standing, which stays as it is. */
export function shownBy(standing: Standing, activity: Activity, situation: Situation = {}): Assessment {
  return assessAll(copyOf(standing), [activity], situation)[0] as Assessment;
}
