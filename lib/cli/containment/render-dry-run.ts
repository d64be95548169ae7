import { printable } from "../../domain/event/printable.ts";
import { adviceBeside } from "../../domain/response/companion.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";
import { notStopped } from "../../domain/response/not-stopped.ts";
import type { PolicyDocument } from "../../domain/response/policies/policy-document.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { paragraph } from "../demo/demo-text.ts";
import { duration } from "../figures.ts";
import type { Paint } from "../paint.ts";
import type { PlannedCall } from "./dry-run.ts";
import { playbookTexts } from "./playbook-texts.ts";

interface DryRun {
  readonly request: ContainmentRequest;
  readonly calls: readonly PlannedCall[];
  readonly policies: readonly PolicyDocument[];
}

/** What would be done, for people. Calls and policies are not cut: they are what is to be checked. */
export function renderDryRun({ request, calls, policies }: DryRun, paint: Paint): string {
  const { playbook, target, impact = [] } = request;
  const text = playbookTexts[playbook];
  const advice = adviceBeside(request);
  return `${[
    paint("bold", `Nothing was started. ${playbook} would stop ${targetText(target)}.`),
    "",
    ...termLines(request),
    ...(impact.length === 0 ? [] : ["", "Who depends on it, as far as was seen:", ...listed(impact)]),
    "",
    "Calls, in order; reads first, each change after the kill switch:",
    ...calls.flatMap((call) => callLines(call, paint)),
    ...(policies.length === 0
      ? []
      : ["", "Policies that stand there then:", ...policies.map((one) => `  ${JSON.stringify(one)}`)]),
    "",
    "What it does not stop:",
    ...listed(notStopped[playbook]),
    ...(advice === undefined ? [] : ["", advice]),
    "",
    `Released by nhi release: ${text.released}.`,
  ].join("\n")}\n`;
}

/** What a request says of people and time. */
export function termLines({ approval, overBudget, releaseAfterSeconds }: ContainmentRequest): string[] {
  const people = (count: number) => (count === 1 ? "one other person" : "two other people");
  return [
    approval === undefined
      ? `Nobody is asked first${overBudget === undefined ? "" : ", unless the hour's budget is used up"}.`
      : `${people(approval.people)} would be asked first, for ${duration(approval.seconds * 1000)}; where nobody answers, ${
          approval.onExpiry === "contain" ? "it is contained" : "nothing is changed"
        }.`,
    releaseAfterSeconds === undefined
      ? "It holds until somebody releases it."
      : `It is released by itself after ${duration(releaseAfterSeconds * 1000)}.`,
  ].map((line) => line.charAt(0).toUpperCase() + line.slice(1));
}

function callLines({ action, changes, role, arguments: given }: PlannedCall, paint: Paint): string[] {
  const mark = changes ? paint("red", "change") : "read  ";
  const as = role === undefined ? "" : paint("dim", `  as ${printable(role, 200)}`);
  return [`  ${mark}  ${action}${as}`, `            ${printable(JSON.stringify(given), 4_000)}`];
}

const listed = (sentences: readonly string[]): string[] =>
  sentences.flatMap((sentence) => {
    const [first = "", ...more] = paragraph(sentence, 4);
    return [`  - ${first.trimStart()}`, ...more];
  });
