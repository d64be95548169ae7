import type { Finding, Level } from "../../domain/detection/finding.ts";
import type { SigmaRule } from "../../domain/detection/sigma/parse-rule.ts";
import type { Activity } from "../../domain/event/activity.ts";

/** What `nhi rules play --json` prints. Keys are only ever added; times are milliseconds since 1970. */
export interface PlayReport {
  readonly format: "nhi-rules-play/1";
  readonly records: number;
  readonly firstEventMs: number | null;
  readonly lastEventMs: number | null;
  /** Days from the first event to the last. */
  readonly days: number;
  readonly rules: readonly PlayedRule[];
  readonly problems: readonly string[];
}

export interface PlayedRule {
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  readonly matches: number;
  /** Null where the history is shorter than a day. */
  readonly perDay: number | null;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Most matches first. */
  readonly identities: readonly { readonly key: string; readonly kind: string; readonly matches: number }[];
  /** At most three, of different identities where there are any. Text from records is as it was written. */
  readonly samples: readonly PlaySample[];
}

export interface PlaySample {
  readonly timeMs: number;
  readonly eventId: string;
  readonly action: string;
  readonly region: string;
  readonly errorCode: string | null;
  readonly sourceAddress: string | null;
  readonly identityKey: string;
}

interface RuleTally {
  matches: number;
  firstMs: number;
  lastMs: number;
  readonly seen: Set<string>;
  readonly identities: Map<string, { readonly kind: string; matches: number }>;
  readonly samples: PlaySample[];
}

const mostSamples = 3;
/** An event that is delivered twice counts once, as long as not more than this many lie between. */
const mostRemembered = 100_000;
const dayMs = 86_400_000;

/** Counts matches by rule and identity while the history goes by, in any order. */
export function playTally(rules: readonly SigmaRule[]) {
  const tallies = new Map<string, RuleTally>();
  return {
    add(finding: Finding, activity: Activity, identity: { readonly key: string; readonly kind: string }): void {
      const { ruleId } = finding;
      const { eventId, timeMs } = activity;
      let tally = tallies.get(ruleId);
      if (tally === undefined) {
        tally = { matches: 0, firstMs: timeMs, lastMs: timeMs, seen: new Set(), identities: new Map(), samples: [] };
        tallies.set(ruleId, tally);
      }
      if (tally.seen.has(eventId)) return;
      if (tally.seen.size >= mostRemembered) tally.seen.clear();
      tally.seen.add(eventId);
      tally.matches += 1;
      tally.firstMs = Math.min(tally.firstMs, timeMs);
      tally.lastMs = Math.max(tally.lastMs, timeMs);
      const known = tally.identities.get(identity.key);
      if (known === undefined) tally.identities.set(identity.key, { kind: identity.kind, matches: 1 });
      else known.matches += 1;
      keepSample(tally.samples, sampleOf(activity, identity.key), known === undefined);
    },

    rules(days: number): readonly PlayedRule[] {
      const played = rules.map(({ ruleId, title, level }): PlayedRule => {
        const tally = tallies.get(ruleId);
        const matches = tally?.matches ?? 0;
        return {
          ruleId,
          title,
          level,
          matches,
          perDay: days < 1 ? null : matches / days,
          firstMs: tally?.firstMs ?? null,
          lastMs: tally?.lastMs ?? null,
          identities: [...(tally?.identities ?? [])]
            .map(([key, { kind, matches: times }]) => ({ key, kind, matches: times }))
            .sort((a, b) => b.matches - a.matches || (a.key < b.key ? -1 : 1)),
          samples: tally?.samples ?? [],
        };
      });
      return played.sort((a, b) => b.matches - a.matches || (a.ruleId < b.ruleId ? -1 : 1));
    },
  };
}

export const daysBetween = (firstMs: number | undefined, lastMs: number | undefined): number =>
  firstMs === undefined || lastMs === undefined ? 0 : (lastMs - firstMs) / dayMs;

/** One of each identity first; what is left over is filled with the first ones. */
function keepSample(samples: PlaySample[], sample: PlaySample, isOfNewIdentity: boolean): void {
  if (samples.length < mostSamples) samples.push(sample);
  else if (isOfNewIdentity) {
    const keys = samples.map(({ identityKey }) => identityKey);
    const repeated = samples.findLastIndex(({ identityKey }, at) => keys.indexOf(identityKey) < at);
    if (repeated >= 0) samples.splice(repeated, 1, sample);
  }
}

const sampleOf = (activity: Activity, identityKey: string): PlaySample => ({
  timeMs: activity.timeMs,
  eventId: activity.eventId,
  action: activity.action,
  region: activity.region,
  errorCode: activity.errorCode ?? null,
  sourceAddress: activity.sourceAddress ?? null,
  identityKey,
});
