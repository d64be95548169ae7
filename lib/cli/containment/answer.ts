import type { AnswerReport } from "../../app/answer-approval.ts";
import { printable } from "../../domain/event/printable.ts";
import type { AnswerKind } from "../../domain/response/approval.ts";
import { jsonLine } from "../cases/place.ts";
import type { ExitCode } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { withResponse } from "./with-response.ts";

interface AnswerValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly as?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Given {
  readonly containmentId: string;
  readonly answer: AnswerKind;
  readonly narrower?: number | undefined;
  readonly why: string;
}

/** The one containment that a call names. Throws a UsageError. */
export function onlyId(positionals: readonly string[], command: string): string {
  const [id, ...rest] = positionals;
  if (id === undefined) throw new UsageError(`${command} which one? name its id (see: nhi help ${command})`);
  if (rest.length > 0) throw new UsageError(`one at a time, not also ${printable(rest[0] as string, 60)}`);
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
    throw new UsageError(`${printable(id, 100)} is no containment's id; they look like containment-0123456789abcdef`);
  }
  return id;
}

/** Gives one person's answer and tells what came of it: exit code 0 where it counts, 2 where it does not. */
export function giveAnswer(given: Given, values: AnswerValues, world: World): Promise<ExitCode> {
  return withResponse(values, world, async ({ person }): Promise<ExitCode> => {
    const report = await (await person()).answer(given);
    tell(given, report, values.json === true, world);
    return report.outcome === "taken" || report.outcome === "noted" ? 0 : 2;
  });
}

function tell(given: Given, report: AnswerReport, asJson: boolean, world: World): void {
  if (asJson) {
    world.stdout.write(jsonLine({ format: "nhi-answer/1", containmentId: given.containmentId, ...report }));
    return;
  }
  const { outcome, message, who } = report;
  const by = who === "" ? "" : ` You are ${printable(who, 200)}.`;
  if (outcome === "taken" || outcome === "noted") world.stdout.write(`${printable(message, 600)}.${by}\n`);
  else world.stderr.write(`nhi: not taken: ${printable(message, 600)}.${by}\n`);
}
