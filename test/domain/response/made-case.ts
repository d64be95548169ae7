import type { SignalKind } from "../../../lib/domain/detection/signal.ts";
import type { Case, StoryEntry } from "../../../lib/domain/response/case.ts";
import { noon } from "../trust/contributions.ts";

/** One line of a story, as a signal that is neither a fact nor sensitive leaves it. */
export const line = (what: SignalKind, observed: string, bent: Partial<StoryEntry> = {}): StoryEntry => ({
  timeMs: noon,
  eventId: `event of ${observed}`,
  what,
  text: `${observed}; expected: something else`,
  points: 20,
  observed,
  deterministic: false,
  sensitive: false,
  band: "unseen",
  ...bent,
});

export const madeCase = (story: readonly StoryEntry[], bent: Partial<Case> = {}): Case => ({
  caseId: "case-0123456789abcdef",
  identityKey: "arn:aws:iam::111122223333:user/backup",
  openedMs: noon,
  updatedMs: noon,
  trust: 50,
  action: "alert",
  story,
  omitted: 0,
  containmentIds: [],
  target: undefined,
  ...bent,
});
