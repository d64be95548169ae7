import { printable } from "../event/printable.ts";
import type { CaseContainment } from "./case.ts";
import { adviceBeside } from "./companion.ts";
import type { ContainmentRequest } from "./containment.ts";
import { notStopped } from "./not-stopped.ts";
import { strongerOf } from "./target-ladder.ts";
import { targetText } from "./target-text.ts";

/** Of what a measure leaves standing an alert says the nearest dangers; `docs/response.md` has the rest. */
const mostNotStopped = 4;

/**
 * What people are told of a containment that was started, or that waits for them: what to do, what it stops and what
 * not.
 */
export function containmentText(request: ContainmentRequest): readonly string[] {
  const { containmentId, target, impact = [], playbook } = request;
  const advice = adviceBeside(request);
  return [
    ...(request.approval === undefined ? started(request) : asked(request)),
    ...(impact.length === 0 ? [] : ["  What it stops, and who was seen to depend on it:"]),
    ...impact.map((sentence) => `    ${printable(sentence, 500)}`),
    "  What it does not stop:",
    ...notStopped[playbook].slice(0, mostNotStopped).map((sentence) => `    ${sentence}`),
    ...(advice === undefined ? [] : [`  ${advice}`]),
    ...(request.approval === undefined ? [`  To undo it: nhi release ${containmentId} --why "..."`] : []),
    ...(strongerOf(target) === undefined || request.approval !== undefined
      ? []
      : [`  If that is not enough, the next stronger playbook is ${strongerOf(target)?.playbook}.`]),
  ];
}

function started({ playbook, target, releaseAfterSeconds }: ContainmentRequest): string[] {
  const until = releaseAfterSeconds === undefined ? "" : `, for ${Math.round(releaseAfterSeconds / 3_600)} hours`;
  return [
    `Containment started: ${playbook} on ${targetText(target)}${until}.`,
    "  Where the budget of the hour is used up, people are asked first.",
  ];
}

function asked({ containmentId, playbook, target, approval, narrower = [], decidedAt }: ContainmentRequest): string[] {
  if (approval === undefined) return [];
  const { people, seconds, onExpiry } = approval;
  const until = new Date(Date.parse(decidedAt) + seconds * 1_000).toISOString().slice(0, 16);
  return [
    `Waits for your approval: ${playbook} on ${targetText(target)}.`,
    `  To approve:  nhi approve ${containmentId}${people === 2 ? "   (two different people)" : ""}`,
    `  To refuse:   nhi deny ${containmentId}`,
    ...(narrower.length === 0 ? [] : ["  Narrower, if you choose so when you approve:"]),
    ...narrower.map((one, at) => `    ${at + 1}  ${one.playbook} on ${targetText(one)}`),
    `  About ${until} UTC it expires; then ${onExpiry === "contain" ? "it is carried out" : "nothing is changed"}.`,
  ];
}

/** A contained credential that CloudTrail shows at work. */
export function notHoldingText({ containmentId, target, shown }: CaseContainment): string {
  const { action = "", timeMs = 0, eventId = "" } = shown ?? {};
  const stronger = strongerOf(target);
  const next = stronger === undefined ? "Look now." : `The next stronger playbook is ${stronger.playbook}.`;
  const call = `${printable(action, 100)} at ${new Date(timeMs).toISOString()}, event ${printable(eventId, 80)}`;
  return `  contained credential still works: ${call}, although ${targetText(target)} is contained (${containmentId}). ${next}`;
}
