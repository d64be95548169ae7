import { printable } from "../event/printable.ts";
import type { Identity } from "../identity/identity.ts";
import type { Case } from "./case.ts";
import type { Decision } from "./decision.ts";

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

/** Writes the alert of a case. Every text that came from a record is made printable and bounded. */
export function alertText(identity: Identity, decision: Decision, file: Case): AlertText {
  const subject = ascii(
    `NHI Warden: ${identity.name} ${verbs[decision.action]} (trust ${Math.floor(file.trust)})`,
    100,
  );
  const account = identity.accountId === "" ? "" : `, account ${identity.accountId}`;
  const lines = [
    `${printable(identity.key, 300)} ${verbs[decision.action]}.`,
    "",
    `Kind:     ${identity.kind} (${printable(identity.reason, 160)})${account}`,
    `Trust:    ${Math.floor(file.trust)} of 100`,
    `Why:      ${decision.reasons.map((reason) => printable(reason, 200)).join("; ")}`,
    `Case:     ${file.caseId}, open since ${iso(file.openedMs)}`,
    ...(decision.target === undefined ? [] : [`Target:   ${targetText(decision.target)}`]),
    "",
    "What happened, in order:",
    ...file.story.flatMap((entry) => [
      `  ${iso(entry.timeMs)}  -${Math.round(entry.points)}  ${printable(entry.text, 300)}`,
      `      event ${printable(entry.eventId, 80)}`,
    ]),
    ...(file.omitted > 0 ? [`  and ${file.omitted} more`] : []),
  ];
  return { subject, body: lines.join("\n") };
}

/** `access key AKIA… of user backup` or `sessions of role deploy`. */
export function targetText(target: NonNullable<Decision["target"]>): string {
  return target.playbook === "disable-access-key"
    ? `access key ${target.accessKeyId} of user ${target.userName}, account ${target.accountId}`
    : `sessions of role ${target.roleName}, account ${target.accountId}`;
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString().replace(".000Z", "Z");

const ascii = (text: string, maxLength: number): string => printable(text, maxLength).replace(/[^\x20-\x7e]/g, "?");
