import { messageBody, messageSubject } from "../../adapters/sns/message-text.ts";
import { responses } from "../../domain/response/decision.ts";
import { targetText } from "../../domain/response/target-text.ts";
import type { DemoReport, DemoSweep, PlaybookRun } from "../../local/demo/demo-report.ts";
import { aligned, counted } from "../figures.ts";
import type { Paint } from "../paint.ts";
import { clip, columns, offsetText, paragraph, secondsText } from "./demo-text.ts";

/** An alert of one case: its head and the digest of its story. */
const alertLines = 36;

/** Phases 4 to 7, from what the whole came to. */
export const renderOutcome = (report: DemoReport, paint: Paint): string =>
  [
    "",
    paint("bold", "4  The alert, as SNS would send it"),
    ...alert(report, paint),
    "",
    paint("bold", "5  The playbook, as the state machine's history tells it"),
    ...playbooks(report, paint),
    "",
    paint("bold", "6  Proof: the simulated accounts, asked afterwards"),
    ...proof(report, paint),
    "",
    paint("bold", "7  What next"),
    ...next(report),
    "",
  ].join("\n");

const alert = ({ attack }: DemoReport, paint: Paint): readonly string[] => {
  const last = attack.alerts.at(-1);
  if (last === undefined) return ["   none was sent"];
  const body = messageBody(last.body).split("\n");
  const quoted = [`Subject: ${messageSubject(last.subject)}`, "", ...body.slice(0, alertLines)];
  const earlier = attack.alerts.length - 1;
  return [
    ...quoted.map((line) => `   ${paint("dim", "|")} ${clip(line, columns - 5)}`.trimEnd()),
    ...(body.length > alertLines
      ? [`   ${paint("dim", `| and ${body.length - alertLines} more lines (--json has all)`)}`]
      : []),
    ...(earlier > 0 ? [`   (${counted(earlier, "alert")} of the same case before it, at a lesser step)`] : []),
  ];
};

const playbooks = ({ playbooks: runs, mode, swept }: DemoReport, paint: Paint): readonly string[] => {
  if (runs.length > 0) return [...runs.flatMap((run) => playbook(run, paint)), ...swept.flatMap(sweepLines)];
  const why = {
    observe: "none was started: in mode observe the warden only tells",
    ask: "none was started: in mode ask a person approves it first",
    enforce: "none was started",
  };
  return [`   ${why[mode]}`];
};

/** What was made and read with the contained credential, by the records of the demo. */
const sweepLines = ({ containmentId, requested, people, replace, isTruncated }: DemoSweep): readonly string[] => [
  `   swept ${containmentId}${isTruncated ? ", not complete" : ""}: ${requested.length} more to contain, ${people.length} for people, ${replace.length} to replace`,
  ...requested.flatMap((target) => paragraph(`- contain ${targetText(target)}`, 5)),
  ...[...people, ...replace].flatMap((line) => paragraph(`- ${line}`, 5)),
];

type VisitedState = PlaybookRun["states"][number];

/** A loop's rounds as one, with how many there were: a playbook reads back every few seconds for a minute. */
function foldedRounds(states: readonly VisitedState[]) {
  const folded: { readonly round: readonly VisitedState[]; readonly rounds: number }[] = [];
  for (let at = 0; at < states.length; ) {
    const [length, rounds] = longestLoopAt(states, at);
    folded.push({ round: states.slice(at, at + length), rounds });
    at += length * rounds;
  }
  return folded;
}

/** States in a round, up to six, and how often it repeats without an error; [1, 1] where nothing does. */
function longestLoopAt(states: readonly VisitedState[], at: number): readonly [number, number] {
  for (let length = 1; length <= 6; length++) {
    const isAgain = (place: number) =>
      states[place]?.state === states[at + ((place - at) % length)]?.state && states[place]?.error === undefined;
    let end = at;
    while (end < states.length && isAgain(end)) end++;
    const rounds = Math.floor((end - at) / length);
    if (rounds > 1) return [length, rounds];
  }
  return [1, 1];
}

const playbook = (
  { playbook: name, status, states, recordState, outcome, containmentId }: PlaybookRun,
  paint: Paint,
) => {
  const rows = foldedRounds(states).map(({ round, rounds }) =>
    round.map(({ state, type, enteredOffsetMs, durationMs, error }, at) => [
      `   ${offsetText(enteredOffsetMs)}`,
      state,
      type,
      (error === undefined ? (durationMs > 0 ? `ok, ${secondsText(durationMs)}` : "ok") : clip(error, 40)) +
        (rounds > 1 && at === round.length - 1 ? `; these ${round.length} states ${rounds} times` : ""),
    ]),
  );
  return [
    `   ${name}, execution ${containmentId}`,
    ...aligned(rows.flat()),
    `   ${paint(status === "SUCCEEDED" ? "green" : "red", status)}; recorded in the table as ${recordState ?? "nothing"}, outcome ${outcome ?? "none"}`,
  ];
};

const proof = (report: DemoReport, paint: Paint): readonly string[] => {
  const { proof: found, summary, attack, mode } = report;
  const bad = mode === "enforce" ? paint("red", "✗") : paint("dim", "-");
  const tick = (isGood: boolean, text: string) => {
    const [first = "", ...more] = paragraph(text, 5);
    return [`   ${isGood ? paint("green", "✓") : bad} ${first.trimStart()}`, ...more];
  };
  const { identities, accessKeys } = found.untouched;
  return [
    ...found.containments.flatMap(({ inEffect, statement, newSessionsWork }) => [
      ...tick(inEffect, statement),
      ...(newSessionsWork === undefined
        ? []
        : tick(
            newSessionsWork,
            newSessionsWork
              ? "a new session of that role works: the workload goes on"
              : "no new session of that role works",
          )),
    ]),
    ...(found.containments.length === 0 ? tick(false, nothingContained(report)) : []),
    ...tick(
      found.stillWorking.length === 0,
      found.stillWorking.length === 0
        ? "none of the intruder's credentials works any more"
        : `still working for the intruder: ${found.stillWorking.join(", ")}`,
    ),
    ...tick(
      found.collateral.length === 0,
      found.collateral.length === 0
        ? `${counted(identities, "other identity", "other identities")} and ${counted(accessKeys, "other access key")} are as they were`
        : `changed besides: ${found.collateral.join(", ")}`,
    ),
    ...tick(
      attack.alertsOfOthers.length === 0,
      `${counted(attack.recordsOfOthers, "record")} of everybody else, then and in the ten minutes after, ${counted(attack.alertsOfOthers.length, "alert")} about them`,
    ),
    ...tick(summary.stopped > 0, callsText(report)),
    ...(summary.decidedOffsetMs === undefined ? [] : paragraph(timesText(summary, summary.decidedOffsetMs), 5)),
    ...lookAt(report).flatMap((text) => [
      `   ${paint("yellow", "!")} ${(paragraph(text, 5)[0] ?? "").trimStart()}`,
      ...paragraph(text, 5).slice(1),
    ]),
    "",
    `   ${verdict(report, paint)}  The demo took ${secondsText(report.elapsedMs)}.`,
  ];
};

/** The decision's own words for why it was not more. */
const nothingContained = ({ attack }: DemoReport) => {
  const strongest = responses.findLast((action) => attack.conclusions.some(({ decision }) => decision === action));
  const last = attack.conclusions.findLast(({ decision }) => decision === strongest);
  return last === undefined
    ? "nothing was contained: the warden saw nothing odd"
    : `nothing was contained: the decision was ${last.decision}, because ${last.because.join("; ") || "nothing was odd enough"}`;
};

const callsText = ({ summary }: DemoReport) => {
  const refusedAnyway = summary.calls - summary.stopped - summary.gotThrough;
  return `${summary.stopped} of the intruder's ${summary.calls} calls were stopped; ${summary.gotThrough} got through, ${refusedAnyway} its own policies refuse`;
};

const timesText = ({ enforcementDelayMs, firstRefusalOffsetMs }: DemoReport["summary"], decidedMs: number) => {
  const refusal =
    firstRefusalOffsetMs === undefined
      ? ""
      : `; the first call after that, at ${offsetText(firstRefusalOffsetMs)}, was refused`;
  return `decided ${offsetText(decidedMs)} after the first odd call; in force ${secondsText(enforcementDelayMs)} later, as IAM needs${refusal}`;
};

/** What people must still do: no playbook undoes it. */
const lookAt = ({ attack, proof: { leftBehind, proven } }: DemoReport): readonly string[] => {
  const got = new Map<string, number>();
  for (const { action, verdict: said } of attack.calls) {
    if (said === "allowed" && /GetSecretValue|GetObject|Scan|Query/.test(action))
      got.set(action, (got.get(action) ?? 0) + 1);
  }
  const read = [...got].map(([action, times]) => `${times}x ${action}`).join(", ");
  return [
    ...(read === "" ? [] : [`got through${proven ? " before that" : ""}, so look at what it read: ${read}`]),
    ...leftBehind.map((text) => `left behind: ${text}`),
  ];
};

const verdict = (report: DemoReport, paint: Paint): string => {
  const { proof: found, mode, attack } = report;
  if (found.proven) return paint("green", "CONTAINED, AND PROVEN.");
  if (mode === "enforce") return paint("red", `NOT CONTAINED: ${clip(found.why ?? "", 60)}.`);
  const decided = attack.conclusions.some(({ decision }) => decision === "ask");
  return paint(
    "yellow",
    mode === "ask" && decided ? "WAITS FOR APPROVAL: nothing was changed." : "WATCHED: nothing was changed.",
  );
};

const next = ({ attack }: DemoReport): readonly string[] => {
  const other = attack.name === "stolen-instance-credentials" ? "stolen-access-key" : "stolen-instance-credentials";
  return aligned([
    [`   npx nhi demo --attack ${other}`, "another attack (--list names them all)"],
    ["   npx nhi replay PATH", "the same detection over your own logs"],
    ["   npx cdk deploy --all", "your own account; it begins in mode observe"],
  ]);
};
