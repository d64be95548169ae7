import type { DemoEvent, DemoReport } from "../../local/demo/demo-report.ts";
import { count, counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import type { Output } from "../world.ts";
import { listed, paragraph, secondsText, shortName } from "./demo-text.ts";
import { createTimeline } from "./timeline.ts";

const eraseLine = "\r\u001b[2K";
const barEveryMs = 100;

export interface DemoScreen {
  tell(event: DemoEvent): Promise<void>;
  /** Writes what is still held back. */
  finish(): void;
}

export interface ScreenParts {
  readonly output: Output;
  readonly paint: Paint;
  readonly nowMs: () => number;
  /** Waits so long, so that a person can follow; nothing where nobody watches. */
  readonly pause: (ms: number) => Promise<unknown>;
}

const lineMs = 110;
const phaseMs = 500;

/** The first three phases, written while they happen; learning has a bar where the output is a terminal. */
export const createDemoScreen = ({ output, paint, nowMs, pause }: ScreenParts): DemoScreen => {
  const timeline = createTimeline(paint);
  let shownMs = Number.NEGATIVE_INFINITY;
  const write = (lines: readonly string[]) => {
    if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
  };
  const bar = (records: number, share: number) => {
    if (!output.isTerminal || nowMs() - shownMs < barEveryMs) return;
    shownMs = nowMs();
    const full = Math.round(30 * Math.min(1, share));
    const percent = String(Math.floor(share * 100)).padStart(3);
    output.write(`${eraseLine}   [${"=".repeat(full)}${" ".repeat(30 - full)}] ${percent}%  ${count(records)} calls`);
  };
  return {
    finish: () => write(timeline.rest()),
    async tell(event) {
      switch (event.kind) {
        case "note":
          write(paragraph(event.text, 3));
          return;
        case "organisation":
          write([
            opening(paint),
            "",
            ...organisationLines(event, paint),
            "",
            paint("bold", "2  Learning what each of them normally does"),
          ]);
          await pause(phaseMs);
          return;
        case "learning":
          bar(event.records, event.share);
          return;
        case "learned":
          if (output.isTerminal) output.write(eraseLine);
          write(learnedLines(event, event.elapsedMs, paint));
          await pause(phaseMs);
          return;
        case "attack":
          write(attackLines(event, paint));
          await pause(phaseMs);
          return;
        default: {
          const lines = timeline.lines(event);
          write(lines);
          if (lines.length > 0) await pause(lineMs);
        }
      }
    },
  };
};

const opening = (paint: Paint) =>
  `${paint("bold", "NHI Warden, the demo.")} Everything below is simulated on this machine; no AWS account is called.`;

const organisationLines = (
  { identities, accounts, kinds, run }: DemoReport["organisation"] & { readonly run: number },
  paint: Paint,
): readonly string[] => {
  const people = kinds["human"] ?? 0;
  const others = Object.entries(kinds)
    .filter(([kind]) => kind !== "human")
    .sort(([, a], [, b]) => b - a)
    .map(([kind, times]) => `${times} ${kind}`);
  return [
    paint("bold", `1  A simulated organisation${run > 1 ? `, day ${run} of its kept data` : ""}`),
    `   ${identities - people} non-human identities and ${counted(people, "role of people", "roles of people")} in ${counted(accounts.length, "account")}`,
    ...listed(
      accounts.map(({ name, accountId }) => `${name} ${accountId}`),
      3,
    ),
    ...listed(others, 3),
  ];
};

const learnedLines = (
  { records, fromMs, toMs, storeWrites, setAside, alerts }: DemoReport["learned"],
  elapsedMs: number,
  paint: Paint,
): readonly string[] => [
  `   ${count(records)} CloudTrail records of ${days(toMs - fromMs)}, ${time(fromMs).slice(0, 10)} to ${time(toMs).slice(0, 10)}, in ${secondsText(elapsedMs)}`,
  `   into ${count(storeWrites)} writes to DynamoDB's embedded stand-in; ${counted(setAside, "record")} could not be read`,
  alerts.length === 0
    ? `   ${paint("green", "no alert")} about any of it, for all its cron jobs, deployments, autoscaling fleets and errors`
    : `   ${paint("yellow", counted(alerts.length, "alert"))} about it, all of them false:`,
  ...alerts.slice(0, 5).map(({ subject }) => paragraph(subject, 5)[0] ?? ""),
];

const days = (ms: number) => {
  const whole = Math.round(ms / 86_400_000);
  return whole >= 14 ? counted(Math.round(whole / 7), "week") : counted(whole, "day");
};

const attackLines = (
  { name, story, identityKey, startMs, mode }: Extract<DemoEvent, { kind: "attack" }>,
  paint: Paint,
): readonly string[] => [
  "",
  paint("bold", `3  The attack: ${name}`),
  ...paragraph(story, 3),
  ...paragraph(
    `It takes ${shortName(identityKey)}, at ${time(startMs)} UTC of simulated time. The warden's mode is ${mode}. ` +
      "A call's record reaches it 10 to 15 s later: 10 s for CloudTrail and up to 5 s for the queue, both simulated.",
    3,
  ),
  "",
];
