import type { Band } from "../behaviour/band.ts";
import { type Signal, type SignalFamily, type SignalKind, signalKinds } from "../detection/signal.ts";
import { signalWeights } from "../detection/signal-points.ts";
import type { StoryEntry } from "./case.ts";

/** What one line of a story says of a signal, as far as it says it. */
export interface StoryEvidence
  extends Pick<Signal, "kind" | "family" | "deterministic" | "sensitive" | "timeMs" | "eventId"> {
  /** Undefined also where the line does not say. */
  readonly band: Band | undefined;
  /** Undefined where the line does not tell it apart from what was expected. */
  readonly observed: string | undefined;
}

const parting = "; expected: ";
/** Kinds that are always facts or may be, for lines that do not say. */
const maybeFacts: readonly SignalKind[] = [
  "outside-workload",
  "decoy",
  "rule-match",
  "external-finding",
  "threat-network",
];

/**
 * Reads a line of a story; undefined for one that tells of no signal (a containment, a kind of an older version).
 * What a line leaves open is taken for the worse.
 */
export function evidenceOf(entry: StoryEntry): StoryEvidence | undefined {
  const kind = signalKinds.find((known) => known === entry.what);
  if (kind === undefined) return undefined;
  const family: SignalFamily = signalWeights[kind].family;
  return {
    kind,
    family,
    observed: entry.observed ?? observedIn(entry.text),
    deterministic: entry.deterministic ?? maybeFacts.includes(kind),
    sensitive: entry.sensitive ?? true,
    band: entry.band,
    timeMs: entry.timeMs,
    eventId: entry.eventId,
  };
}

/** Names in a text are a stranger's to choose: with two partings in it nobody knows which of them is ours. */
function observedIn(text: string): string | undefined {
  const at = text.indexOf(parting);
  return at < 0 || text.indexOf(parting, at + 1) >= 0 ? undefined : text.slice(0, at);
}
