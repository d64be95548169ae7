import { dayOf } from "../lib/domain/behaviour/calendar.ts";
import { liveCredential } from "../lib/local/organisation/attacks/live-credential.ts";
import type { DescribedIdentity } from "../lib/local/organisation/identity-spec.ts";
import type { Organisation } from "../lib/local/organisation/organisation.ts";
import { seededRandom } from "../lib/local/organisation/random.ts";
import { dayMs } from "../lib/local/organisation/time-text.ts";
import { measuredFromMs } from "./benign-run.ts";
import { grownIdentities } from "./grown-identities.ts";
import type { Prepared } from "./prepared-attack.ts";
import { identityOf } from "./sets/splice.ts";
import type { WindowRecord } from "./window.ts";

/** One identity that goes on with another one's records. */
export interface Hijack {
  readonly kept: string;
  readonly other: string;
  readonly kind: string;
  /** Both are small services of one program: only the names of their resources tell them apart. */
  readonly alike: boolean;
}

/** People change their habits, and nobody can act as an AWS service. */
const leftOut: ReadonlySet<string> = new Set(["human", "service-linked", "aws-service", "root", "unknown"]);
export const canBeHijacked = ({ kind }: { readonly kind: string }): boolean => !leftOut.has(kind);

/** Days of the fourth week on which an identity is continued by another. */
const switchDays = [1, 3] as const;

interface Pair {
  readonly kept: DescribedIdentity;
  readonly other: DescribedIdentity;
}

/**
 * Pairs of one kind and account: whose fields stay, and whose records come. Kinds take turns while they last, so that
 * one with many identities does not outvote the others.
 */
export function choosePairs(grown: readonly DescribedIdentity[], count: number, seed: number): readonly Pair[] {
  const random = seededRandom(seed, "hijack pairs");
  const byKind = new Map<string, Pair[]>();
  for (const kept of grown.filter(canBeHijacked)) {
    const list = byKind.get(kept.kind) ?? [];
    byKind.set(kept.kind, list);
    for (const other of grown) {
      if (other !== kept && other.kind === kept.kind && other.accountId === kept.accountId) list.push({ kept, other });
    }
  }
  const pairs: Pair[] = [];
  const left = [...byKind.values()];
  while (pairs.length < count && left.some((list) => list.length > 0)) {
    for (const list of left) {
      if (list.length > 0 && pairs.length < count) pairs.push(...list.splice(random.integer(0, list.length - 1), 1));
    }
  }
  return pairs;
}

/** For each pair a day on which one identity goes on with what the other did: its actions, network and software. */
export function prepareHijacks(made: Organisation, count: number): readonly Prepared<Hijack>[] {
  return choosePairs(grownIdentities(made), count, made.world.seed).flatMap(({ kept, other }, index) => {
    const day = dayOf(measuredFromMs) + (switchDays[index % switchDays.length] as number);
    const window = continuedBy(made, kept, other, day);
    if (window.length === 0) return [];
    const alike = [kept, other].every(({ name }) => /^service-\d+/.test(name));
    return [{ about: { kept: kept.name, other: other.name, kind: kept.kind, alike }, day, window }];
  });
}

/** One day of another's records with the kept identity's own fields in them. */
export function continuedBy(
  made: Organisation,
  kept: DescribedIdentity,
  other: DescribedIdentity,
  day: number,
): readonly WindowRecord[] {
  const { userIdentity } = liveCredential(made, kept.key, day * dayMs).credential;
  const records: WindowRecord[] = [];
  for (const { timeMs, record } of made.recordsOf(other.key)) {
    if (dayOf(timeMs) > day) break;
    if (dayOf(timeMs) < day || identityOf(record)?.key !== other.key) continue;
    records.push({ timeMs, record: { ...record, userIdentity }, attack: true });
  }
  return records;
}
