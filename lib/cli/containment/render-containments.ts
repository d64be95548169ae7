import type { ContainmentRecord } from "../../app/ports.ts";
import { printable } from "../../domain/event/printable.ts";
import { byDrill, isCanary } from "../../domain/response/canary.ts";
import { notStopped } from "../../domain/response/not-stopped.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { clip, columns, paragraph } from "../demo/demo-text.ts";
import { aligned, counted } from "../figures.ts";
import type { Colour, Paint } from "../paint.ts";

const colours: Readonly<Record<ContainmentRecord["state"], Colour>> = {
  running: "yellow",
  contained: "red",
  refused: "dim",
  failed: "red",
  released: "green",
};

const minute = (iso: string): string => printable(iso, 30).slice(0, 16).replace("T", " ");

/** Six a day that ended well: their target is the canary, and the drill took them back. */
const isDrill = ({ state, releasedBy, request: { target } }: ContainmentRecord): boolean =>
  state === "released" && releasedBy === byDrill && isCanary(target);

/** All containments, one a line and its target below. Drills that ended well are counted. */
export function renderContainments(all: readonly ContainmentRecord[], paint: Paint): string {
  const records = all.filter((record) => !isDrill(record));
  const drilled = all.length - records.length;
  const drills = drilled === 0 ? "" : `\n${counted(drilled, "drill")} of the canary ended well; --json lists them.\n`;
  if (records.length === 0) return `Nothing was ever contained${drilled === 0 ? "" : " but the canary"}.\n${drills}`;
  const standing = records.filter(({ state }) => state === "contained").length;
  const rows = records.map(({ containmentId, state, outcome, proof = "", updatedAt }) => [
    minute(updatedAt),
    state,
    printable(outcome, 24),
    printable(proof, 12),
    printable(containmentId, 80),
  ]);
  const [head = "", ...lines] = aligned([["changed (UTC)", "state", "outcome", "proof", "containment"], ...rows]);
  const told = records.flatMap(({ state, request }, at) => [
    paint(colours[state], lines[at] as string),
    paint("dim", clip(`                  ${targetText(request.target)}`, columns)),
  ]);
  return `${counted(records.length, "containment")}, ${standing} in force\n\n${paint("bold", head)}\n${told.join("\n")}\n\nnhi containments ID tells one of them; nhi release ID --why TEXT undoes it.\n${drills}`;
}

/** One containment with all that is recorded of it. */
export function renderContainment(record: ContainmentRecord, paint: Paint): string {
  const { containmentId, request, state, outcome, drift, notice } = record;
  const { playbook, target, identityKey, caseId, reason, startedBy, impact = [] } = request;
  const rows = [
    ["playbook", playbook],
    ["target", targetText(target)],
    ["identity", identityKey],
    ["case", caseId],
    ["started by", startedBy ?? "the warden"],
    ["started", record.startedAt],
    ["changed", record.updatedAt],
    ["proof", record.proof],
    ["before", record.beforeState],
    ["release due", record.releaseAt],
    ["released", record.releasedAt],
    ["released by", record.releasedBy],
  ].filter((row): row is [string, string] => row[1] !== undefined);
  const wide = (label: string, text: string) => [`${label}:`, ...paragraph(text, 2)];
  return `${[
    paint("bold", `${printable(containmentId, 80)}  ${paint(colours[state], state)}, ${printable(outcome, 40)}`),
    ...aligned(rows.map(([label, text]) => [`  ${label}`, printable(text, 2_000)])),
    ...(record.detail === undefined ? [] : wide("What happened", record.detail)),
    ...(drift === undefined ? [] : wide("What stands is not what it left", drift)),
    ...(record.swept === undefined ? [] : wide("What was made with it", record.swept)),
    ...wide("Why", reason),
    ...(impact.length === 0
      ? []
      : ["Who depends on it, as far as was seen:", ...impact.flatMap((one) => paragraph(one, 2))]),
    ...(notice === undefined ? [] : ["People could not be told of it."]),
    ...(state === "contained"
      ? ["What it does not stop:", ...notStopped[playbook].flatMap((one) => paragraph(one, 2))]
      : []),
    ...nextLines(record),
  ].join("\n")}\n`;
}

function nextLines({ containmentId, state, outcome }: ContainmentRecord): string[] {
  const id = printable(containmentId, 80);
  if (state === "contained") return [`To undo it: nhi release ${id} --why TEXT`];
  if (state === "running") return ["It runs. Where it waits for people: nhi approvals"];
  return outcome === "reverted" ? ["It did not hold. Contain more of it: nhi playbooks"] : [];
}
