import { dayMs, hourMs } from "../behaviour/calendar.ts";
import { hash32 } from "../behaviour/hash.ts";
import { type SignalFamily, signalFamilies } from "../detection/signal.ts";
import type { Case, CaseContainment, StoryEntry, Told } from "./case.ts";
import { responses } from "./decision.ts";
import { evidenceOf } from "./story-evidence.ts";

/** News of a case whose level has not risen are told at most this often. */
export const leastBetweenUpdatesMs = hourMs;
export const mostUpdatesADay = 6;
/** Trust that must be lost since it was told last to be news by itself. */
const leastTrustLost = 15;

/** A family with less than this is too weak to be news; from the same number on `decide` lets it count as evidence. */
const leastPoints = 6;

/** Why a case is told to people now: for the first time, because its response rose, or because it deepened. */
export type Telling = "first" | "escalation" | "update";

/** What came since people were told. */
export interface News {
  readonly sinceMs: number;
  readonly trustBefore: number;
  readonly lostTrust: boolean;
  readonly families: readonly SignalFamily[];
  /** True where a fact that is enough by itself is there for the first time. */
  readonly fact: boolean;
  readonly containments: number;
  /** Containments that were found not to hold since. */
  readonly notHolding: readonly CaseContainment[];
  /** Lines of the story that were not told. */
  readonly lines: readonly StoryEntry[];
}

const lineHash = ({ what, text }: StoryEntry): number => hash32(`${what} ${text}`);

const familiesOf = ({ story }: Case): SignalFamily[] => {
  const strong = story.filter(({ points }) => points >= leastPoints);
  const found = new Set(strong.flatMap((entry) => evidenceOf(entry)?.family ?? []));
  return signalFamilies.filter((family) => found.has(family));
};
/** Contained credentials that were seen to work on, in the order in which they did. */
const notHoldingOf = ({ containments = [] }: Case): readonly CaseContainment[] =>
  containments
    .filter(({ shown }) => shown?.level === "FAILED")
    .sort((a, b) => (a.shown?.timeMs ?? 0) - (b.shown?.timeMs ?? 0));
const hasFact = ({ story }: Case): boolean => story.some(({ deterministic }) => deterministic === true);

/** In observe mode nothing above an alert is decided; that something would be contained is a step all the same. */
const stepOf = (action: Case["action"], hasTarget: boolean): number =>
  responses.indexOf(action) + (hasTarget ? 0.5 : 0);

/**
 * What people were told of a case. One that was stored before this was noted is taken for told as it stood,
 * if it had come to an alert.
 */
export function toldOf(file: Case | undefined): Told | undefined {
  if (file === undefined || file.told !== undefined) return file?.told;
  return responses.indexOf(file.action) < responses.indexOf("alert")
    ? undefined
    : toldNow(file, file.updatedMs, undefined);
}

/** What there is to tell of a case beyond what was told. */
export function newsOf(file: Case, told: Told): News {
  const known = new Set(told.lines);
  return {
    sinceMs: told.toldMs,
    trustBefore: told.trust,
    lostTrust: told.trust - file.trust >= leastTrustLost,
    families: familiesOf(file).filter((family) => !told.families.includes(family)),
    fact: hasFact(file) && !told.hasFact,
    containments: Math.max(0, file.containmentIds.length - told.containments),
    notHolding: notHoldingOf(file).slice(told.notHolding ?? 0),
    lines: file.story.filter((entry) => !known.has(lineHash(entry))),
  };
}

/**
 * Whether people are to be told of a case now. A rise of the response always is, and so is a contained credential that
 * still works; what deepens a case without that
 * (a family of evidence or a fact that it had none of, another containment, much less trust) is told at most once an
 * hour and six times a day, and what is held back by that is told with the next. So there is never a flood. `isLow`
 * says that the identity is trusted as little as an alert needs: where it recovered, some weak evidence of another kind
 * is no news.
 */
export function tellingOf(file: Case, told: Told | undefined, isLow: boolean, nowMs: number): Telling | undefined {
  if (responses.indexOf(file.action) < responses.indexOf("alert")) return undefined;
  if (told === undefined) return "first";
  if (stepOf(file.action, file.target !== undefined) > stepOf(told.action, told.hasTarget)) return "escalation";
  if (notHoldingOf(file).length > (told.notHolding ?? 0)) return "update";
  if (nowMs - told.toldMs < leastBetweenUpdatesMs) return undefined;
  if (recent(told.updatesMs, nowMs).length >= mostUpdatesADay) return undefined;
  const { lostTrust, families, fact, containments } = newsOf(file, told);
  return lostTrust || fact || containments > 0 || (isLow && families.length > 0) ? "update" : undefined;
}

const recent = (times: readonly number[], nowMs: number): readonly number[] =>
  times.filter((timeMs) => nowMs - timeMs < dayMs);

/** What people know of a case after they were told of it now. */
function toldNow(file: Case, nowMs: number, telling: Telling | undefined): Told {
  const before = recent(file.told?.updatesMs ?? [], nowMs);
  return {
    toldMs: nowMs,
    action: file.action,
    hasTarget: file.target !== undefined,
    trust: file.trust,
    families: familiesOf(file),
    hasFact: hasFact(file),
    containments: file.containmentIds.length,
    notHolding: notHoldingOf(file).length,
    lines: file.story.map(lineHash),
    updatesMs: telling === "update" ? [...before, nowMs].slice(-mostUpdatesADay) : before,
  };
}

/** The case after people were told of it. */
export const afterTelling = (file: Case, telling: Telling, nowMs: number): Case => ({
  ...file,
  told: toldNow(file, nowMs, telling),
});
