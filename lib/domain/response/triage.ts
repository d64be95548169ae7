import type { SignalKind } from "../detection/signal.ts";
import type { Case } from "./case.ts";
import { evidenceOf, type StoryEvidence } from "./story-evidence.ts";

export const triageLabels = ["benign workflow change", "misconfiguration", "abuse"] as const;
export type TriageLabel = (typeof triageLabels)[number];

/** What is known of the identity beside its case. What is left out is taken as unknown and speaks for nothing. */
export interface TriageFacts {
  /** As `identityKinds` has them. */
  readonly kind: string;
  /** Days of history that the case was compared with. */
  readonly activeDays: number;
  /** Deployments and configuration changes of the workload that others report; milliseconds since 1970. */
  readonly changedMs?: readonly number[];
}

export interface TriageEvidence {
  readonly label: TriageLabel;
  /** Above 0 speaks for the label, below 0 against it. */
  readonly weight: number;
  readonly because: string;
}

/** A proposal for the person who rules; it decides nothing by itself. */
export interface Triage {
  readonly label: TriageLabel | "unclear";
  /** Sum of the weights of each label. */
  readonly scores: Readonly<Record<TriageLabel, number>>;
  /** Strongest first. */
  readonly evidence: readonly TriageEvidence[];
  /** Why it is unclear; undefined where it is not. */
  readonly unclear: string | undefined;
}

/** A label needs this much for it, and so much more than the next one; a single suspicion accuses nobody. */
const leastScore: Readonly<Record<TriageLabel, number>> = {
  "benign workflow change": 2,
  misconfiguration: 2.5,
  abuse: 3.5,
};
const leastMargin = 1.5;
/** Before so many days of history a thing that is not unusual says nothing. */
const matureDays = 14;
const changeWindowMs = 24 * 3_600_000;

const pipelineKinds = ["ci-oidc", "codebuild"];

/**
 * Proposes what a case is, with everything that speaks for and against each answer. Weights are fixed and few:
 * what happened (kinds of signals, facts, sensitive calls) counts; names do not. A user agent can speak for abuse only,
 * because whoever calls chooses it, and that it is the usual one says nothing. A fact, or what another service reports,
 * is never proposed to be harmless; neither is a case whose story was cut.
 */
export function triageOf(file: Case, facts: TriageFacts): Triage {
  const evidence = file.story.flatMap((entry) => evidenceOf(entry) ?? []);
  const weighed = weigh(pictureOf(file, evidence, facts)).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const scores = Object.fromEntries(
    triageLabels.map((label) => [label, sum(weighed.filter((one) => one.label === label))]),
  ) as Record<TriageLabel, number>;
  const ranked = [...triageLabels].sort((a, b) => scores[b] - scores[a]);
  const [first, second] = ranked as [TriageLabel, TriageLabel];
  const unclear = whyUnclear(first, scores[first], scores[first] - scores[second], file, evidence);
  return { label: unclear === undefined ? first : "unclear", scores, evidence: weighed, unclear };
}

const sum = (all: readonly TriageEvidence[]): number => all.reduce((total, { weight }) => total + weight, 0);

function whyUnclear(
  label: TriageLabel,
  score: number,
  margin: number,
  file: Case,
  evidence: readonly StoryEvidence[],
): string | undefined {
  if (score < leastScore[label]) return "too little speaks for any answer";
  if (margin < leastMargin) return "two answers are nearly as likely";
  if (label === "abuse") return undefined;
  if (evidence.some(isFact)) return "a fact is in the case that harmless work does not explain";
  return file.omitted > 0 ? `${file.omitted} lines of the story were left out and cannot be judged` : undefined;
}

const isFact = ({ deterministic, family }: StoryEvidence): boolean => deterministic || family === "intelligence";

/** The case in numbers, and in yes and no. */
interface Picture {
  readonly facts: number;
  readonly foreign: number;
  readonly newNetwork: boolean;
  readonly usualNetwork: boolean;
  readonly newRegion: boolean;
  readonly newAgent: boolean;
  /** Sensitive calls, each counted once, that succeeded; and those that did not. */
  readonly sensitive: number;
  readonly refused: number;
  readonly newCalls: boolean;
  readonly failures: boolean;
  readonly onlyFailures: boolean;
  readonly burst: boolean;
  readonly strongRules: number;
  readonly intrusion: boolean;
  readonly wokeUp: boolean;
  readonly pipeline: boolean;
  readonly changed: boolean;
}

const callKinds: readonly SignalKind[] = ["action", "service", "resource", "new-actions"];
const failureKinds: readonly SignalKind[] = ["error", "error-burst"];
/** What may stand beside failed calls without anything having succeeded. */
const quietKinds: readonly SignalKind[] = ["hour-of-week", "rate-burst", "user-agent", "region", "network"];
const intrusionKinds: readonly SignalKind[] = ["action-chain", "foreign-account", "assumed-by", "human-use"];
/** What rests on the user agent alone, which the caller chooses. */
const agentKinds: readonly SignalKind[] = ["user-agent", "version-regression", "execution-environment"];
/** A line that took so much: a rule of level high or critical. */
const strongRulePoints = 27;

function pictureOf(file: Case, evidence: readonly StoryEvidence[], facts: TriageFacts): Picture {
  const has = (kinds: readonly SignalKind[]) => evidence.some(({ kind }) => kinds.includes(kind));
  const failed = new Set(evidence.flatMap(({ kind, eventId }) => (kind === "error" ? [eventId] : [])));
  const isFailure = ({ kind, eventId }: StoryEvidence) => failureKinds.includes(kind) || failed.has(eventId);
  const calls = (all: readonly StoryEvidence[]) => new Set(all.map(({ eventId }) => eventId)).size;
  const newNetwork = evidence.some(
    ({ family, band, observed }) => family === "network" && (band ?? "unseen") === "unseen" && !isInside(observed),
  );
  // The agent alone must not make the rest of a case look usual.
  const isTold = evidence.some(({ kind }) => !agentKinds.includes(kind));
  return {
    facts: evidence.filter(({ deterministic }) => deterministic).length,
    foreign: evidence.filter(({ family }) => family === "intelligence").length,
    newNetwork,
    // That nothing was said about the network means something only where enough was known, and all was told.
    usualNetwork: !newNetwork && facts.activeDays >= matureDays && file.omitted === 0 && isTold,
    newRegion: evidence.some(({ family }) => family === "place"),
    newAgent: has(["user-agent"]),
    sensitive: calls(evidence.filter((one) => one.sensitive && !isFailure(one))),
    refused: calls(evidence.filter((one) => one.sensitive && isFailure(one))),
    newCalls: evidence.some((one) => callKinds.includes(one.kind) && !one.sensitive && !isFailure(one)),
    failures: has(failureKinds),
    onlyFailures: has(failureKinds) && evidence.every((one) => isFailure(one) || quietKinds.includes(one.kind)),
    burst: has(["rate-burst"]),
    strongRules: file.story.filter(({ what, points }) => what === "rule-match" && points >= strongRulePoints).length,
    intrusion: has(intrusionKinds) || evidence.some(({ family }) => family === "contract"),
    wokeUp: has(["dormant-wake-up"]),
    pipeline: pipelineKinds.includes(facts.kind),
    changed: (facts.changedMs ?? []).some((at) => at <= file.updatedMs && at >= file.openedMs - changeWindowMs),
  };
}

/** `network private`, `network vpce-…`, `network service:s3`: not from anywhere in the world. */
const isInside = (observed: string | undefined): boolean =>
  observed !== undefined && /^network (private|vpce-[0-9a-f]+|service:[a-z0-9.-]+)$/.test(observed);

/** Every weight there is. */
function weigh(picture: Picture): TriageEvidence[] {
  const all: TriageEvidence[] = [];
  const say = (holds: boolean, because: string, weights: readonly [benign: number, wrong: number, abuse: number]) => {
    if (!holds) return;
    for (const [index, label] of triageLabels.entries()) {
      const weight = weights[index] as number;
      if (weight !== 0) all.push({ label, weight, because });
    }
  };
  const { sensitive, strongRules, newNetwork, usualNetwork, newCalls, failures } = picture;
  const several = (count: number, weight: number) => weight * Math.min(2, count);
  say(picture.facts > 0, "a fact that is enough by itself", [-4, -4, several(picture.facts, 4)]);
  say(picture.foreign > 0, "another service reports the identity", [-3, -3, several(picture.foreign, 3)]);
  say(newNetwork, "calls from a network that it never used", [-2, -2, 2]);
  say(newNetwork && sensitive > 0, "sensitive calls together with the new network", [0, 0, 1.5]);
  say(usualNetwork, "every call came from networks that it is known on", [1, 1, -0.5]);
  say(picture.newRegion, "calls to a region that it never used", [0, 0, 1]);
  say(picture.newAgent, "a tool that it never used", [0, 0, 0.5]);
  say(sensitive > 0, `unusual sensitive calls that succeeded (${sensitive})`, [-1, -2, several(sensitive, 1)]);
  say(picture.refused > 0, `unusual sensitive calls that failed (${picture.refused})`, [
    0,
    0,
    several(picture.refused, 0.5),
  ]);
  say(newCalls, "calls or resources that are new and not sensitive", [1, -0.5, 0]);
  say(newCalls && usualNetwork && picture.pipeline, "a pipeline whose work changed", [1, 0, 0]);
  say(picture.changed, "its workload was changed within the day before", [1.5, 0.5, 0]);
  say(failures, "calls that failed as they never did", [-1, 1.5, 0.5]);
  say(picture.onlyFailures, "nothing unusual succeeded", [0, 1, 0]);
  say(picture.burst, "more calls in an hour than ever", [0.5, 0.5, 0.5]);
  say(strongRules > 0, "a rule of level high or critical matched", [-2, -2, several(strongRules, 1)]);
  say(picture.intrusion, "what intruders do: chains, foreign accounts, other makers or users", [-2, -2, 2]);
  say(picture.wokeUp, "it had done nothing for long", [-1, 0, 1]);
  return all;
}
