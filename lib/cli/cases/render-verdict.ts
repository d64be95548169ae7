import type { GivenVerdict } from "../../app/give-verdict.ts";
import { clip, columns, paragraph } from "../demo/demo-text.ts";
import { counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";

const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const days = (all: readonly number[]): string => all.map(dayName).join(", ");

/** What a verdict did, for the person who gave it. */
export function renderVerdict({ case: file, effects, trustBefore, trustAfter }: GivenVerdict, paint: Paint): string {
  const { ruling, caseId } = file;
  const { allowance, removed, learnedDays, heldDays, forgottenDays, untouched, advice } = effects;
  const verdict = ruling?.verdict ?? "";
  const line = (when: boolean, text: string) => (when ? paragraph(text, 2) : []);
  const lines = [
    paint("bold", `${caseId} is closed: ${verdict}`),
    ...line(true, `Trust was ${Math.floor(trustBefore)}, and is ${Math.floor(trustAfter)}.`),
    ...line(
      verdict === "expected" && allowance !== undefined,
      `Until ${time(allowance?.untilMs ?? 0)} UTC this takes nothing from trust:`,
    ),
    ...(verdict === "expected"
      ? (allowance?.allowed ?? []).map(({ observed }) => clip(`    ${observed}`, columns))
      : []),
    ...line(removed.length > 0, `${counted(removed.length, "piece")} of evidence no longer count.`),
    ...line(learnedDays.length > 0, `Learned, although trust had fallen on them: ${days(learnedDays)}.`),
    ...line(heldDays.length > 0, `Kept out of what is usual: ${days(heldDays)}.`),
    ...line(forgottenDays.length > 0, `Forgotten for good: ${days(forgottenDays)}.`),
    ...line(untouched.length > 0, `Not reached by the verdict, and still counting (name them with --include TEXT):`),
    ...untouched.map(({ text }) => clip(`    ${text}`, columns)),
    ...advice.flatMap((text) => paragraph(`Next: ${text}`, 2)),
    ...paragraph(`To take it back: nhi verdict ${caseId} --undo --owner NAME --reason TEXT`, 2),
  ];
  return `${lines.join("\n")}\n`;
}
