import { printable } from "../event/printable.ts";
import type { Identity } from "../identity/identity.ts";
import type { Case, StoryEntry } from "./case.ts";
import type { News } from "./case-news.ts";
import { makersOf } from "./case-sessions.ts";
import type { ContainmentRequest } from "./containment.ts";
import { containmentText, notHoldingText } from "./containment-text.ts";
import type { Decision } from "./decision.ts";
import { digestStory, digestText } from "./story-digest.ts";
import { targetText } from "./target-text.ts";

/** What people read: a subject that says who and what, and a body that says why and what next. */
export interface AlertText {
  /** At most 100 ASCII characters, SNS's limit for a subject. */
  readonly subject: string;
  readonly body: string;
}

const verbs = {
  observe: "is watched",
  review: "waits for review",
  alert: "deviates",
  ask: "waits for your approval to be contained",
  contain: "is being contained",
} as const;

/** Of a case that was told before: lines for what is new, and for what was told. Together a story's digest. */
const newLines = 9;
const oldLines = 6;

/**
 * Writes the alert of a case, and with `news` what is new in it first. `isUpdate` says that the response is the same as
 * it was told; `requests` are the containments that were started or asked for with it, and `context` lines of what else
 * is known, printable already. Every text that came from a record is made printable and bounded.
 */
export function alertText(
  identity: Identity,
  decision: Decision,
  file: Case,
  news?: News,
  isUpdate = false,
  requests: readonly ContainmentRequest[] = [],
  context: readonly string[] = [],
): AlertText {
  const verb = verbOf(decision, news, isUpdate);
  const subject = ascii(`NHI Warden: ${identity.name} ${verb} (trust ${Math.floor(file.trust)})`, 100);
  const account = identity.accountId === "" ? "" : `, account ${identity.accountId}`;
  const makers = makersOf(file)
    .slice(0, 3)
    .map((maker) => printable(maker, 200));
  const lines = [
    `${printable(identity.key, 300)} ${verb}.`,
    "",
    ...(news === undefined ? [] : [...newsLines(file, news), ""]),
    `Kind:     ${identity.kind} (${printable(identity.reason, 160)})${account}`,
    `Trust:    ${Math.floor(file.trust)} of 100`,
    `Why:      ${decision.reasons.map((reason) => printable(reason, 200)).join("; ")}`,
    `Case:     ${file.caseId}, open since ${iso(file.openedMs)}`,
    ...(makers.length === 0
      ? []
      : [`Made by:  ${makers.join(", ")}, which asked for its sessions; look at its case too`]),
    ...(decision.target === undefined ? [] : [`Target:   ${targetText(decision.target)}`]),
    ...context,
    "",
    ...requests.flatMap((request) => [...containmentText(request), ""]),
    ...storyLines(file, news),
  ];
  return { subject, body: lines.join("\n") };
}

function verbOf({ action }: Decision, news: News | undefined, isUpdate: boolean): string {
  if (news !== undefined && news.notHolding.length > 0) return "is contained and still works";
  return isUpdate ? "deviates further" : verbs[action];
}

function newsLines(file: Case, news: News): string[] {
  const { families, fact, containments, trustBefore, lines, notHolding } = news;
  return [
    `New since ${iso(news.sinceMs)}:`,
    ...notHolding.map(notHoldingText),
    ...(Math.floor(file.trust) < Math.floor(trustBefore)
      ? [`  trust fell from ${Math.floor(trustBefore)} to ${Math.floor(file.trust)}`]
      : []),
    ...(fact ? ["  a fact that is enough by itself"] : []),
    ...(families.length === 0 ? [] : [`  evidence of another kind: ${families.join(", ")}`]),
    ...(containments === 0
      ? []
      : [`  ${containments} ${containments === 1 ? "containment was" : "containments were"} started`]),
    ...digestLines(lines, newLines),
  ];
}

function storyLines(file: Case, news: News | undefined): string[] {
  const isNew = new Set(news?.lines ?? []);
  const before = file.story.filter((entry) => !isNew.has(entry));
  if (before.length === 0) return ["Everything that happened is new."];
  const omitted = file.omitted > 0 ? [`  and ${file.omitted} more`] : [];
  return news === undefined
    ? ["What happened, in order:", ...digestLines(before), ...omitted]
    : ["What happened before, in order:", ...digestLines(before, oldLines), ...omitted];
}

/** One line each: when, what it takes from trust, what it was, and the event, or how long it went on. */
const digestLines = (story: readonly StoryEntry[], most?: number): string[] =>
  digestStory(story, most).map((line) => {
    const end = line.entries.length === 1 ? `  (event ${printable(line.entries[0]?.eventId ?? "", 80)})` : "";
    const until = line.lastMs > line.firstMs ? `, until ${iso(line.lastMs)}` : "";
    return `  ${iso(line.firstMs)}  -${Math.round(line.points)}  ${printable(digestText(line), 300)}${until}${end}`;
  });

const iso = (timeMs: number): string => new Date(timeMs).toISOString().replace(".000Z", "Z");

const ascii = (text: string, maxLength: number): string => printable(text, maxLength).replace(/[^\x20-\x7e]/g, "?");
