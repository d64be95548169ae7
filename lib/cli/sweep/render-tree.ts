import type { SweepReport } from "../../app/sweep.ts";
import type { PlanStep } from "../../domain/response/sweep/sweep-plan.ts";
import { time } from "../figures.ts";
import type { Paint } from "../paint.ts";

/** Reads of one suspect that are shown in the tree; the list below it has them all. */
const mostOfOne = 20;

/** What each suspect did, in order of time, and under it what came of that. */
export function treeLines(report: SweepReport, paint: Paint): readonly string[] {
  const bySuspect = new Map<string, PlanStep[]>();
  for (const step of [...report.contain, ...report.undo, ...report.rotate]) {
    if (step.by === undefined) continue;
    const known = bySuspect.get(step.by);
    if (known === undefined) bySuspect.set(step.by, [step]);
    else known.push(step);
  }
  const lines = [report.start];
  const first = report.suspects[0];
  if (first !== undefined) addBranches([first.key], "", { bySuspect, shown: new Set([first.key]), lines, paint });
  if (lines.length === 1) lines.push("└─ nothing that outlives it was found");
  return lines;
}

interface Tree {
  readonly bySuspect: ReadonlyMap<string, readonly PlanStep[]>;
  readonly shown: Set<string>;
  readonly lines: string[];
  readonly paint: Paint;
}

function addBranches(suspects: readonly string[], indent: string, tree: Tree): void {
  const steps = suspects
    .flatMap((key) => tree.bySuspect.get(key) ?? [])
    .sort((one, other) => (one.event?.timeMs ?? 0) - (other.event?.timeMs ?? 0));
  const shown = steps.slice(0, mostOfOne);
  const left = steps.length - shown.length;
  for (const [at, step] of shown.entries()) {
    const isLast = at === shown.length - 1 && left === 0;
    const when = step.event === undefined ? "" : `${time(step.event.timeMs)}  `;
    tree.lines.push(`${indent}${isLast ? "└─" : "├─"} ${tree.paint("dim", when)}${stepText(step)}`);
    const leads = step.leads.filter((key) => !tree.shown.has(key));
    for (const key of leads) tree.shown.add(key);
    addBranches(leads, `${indent}${isLast ? "   " : "│  "}`, tree);
  }
  if (left > 0) tree.lines.push(`${indent}└─ and ${left} more, in the lists below`);
}

/** `attached policy app: arn:…` */
export const stepText = ({ thing, name, detail }: PlanStep): string =>
  `${thing}${name === "" ? "" : ` ${name}`}${detail === "" ? "" : `: ${detail}`}`;
