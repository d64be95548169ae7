import { listCases } from "../../app/list-cases.ts";
import { printable } from "../../domain/event/printable.ts";
import { digestLength } from "../../domain/response/story-digest.ts";
import { reportCase } from "../cases/case-report.ts";
import { jsonLine, placeHelp, placeOptions, withStores } from "../cases/place.ts";
import { renderCase } from "../cases/render-case.ts";
import { renderCases } from "../cases/render-cases.ts";
import type { Command, ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = { ...placeOptions, all: { type: "boolean" }, full: { type: "boolean" } } as const;

const help = `nhi cases [CASE]

Lists the open cases, the lowest trust first: what waits for somebody's verdict. With a case it tells that
case: its story in order, what speaks for a benign change, a misconfiguration or abuse, what was contained,
what was ruled, and what can be ruled.

  --all           list also the cases that ended because nothing more came, before anybody ruled on them;
                  verdict closes them too
  --full          tell every line of a case's story; without it some ${digestLength}, the others folded together
${placeHelp}

The exit code is 0, and 2 where there is no such case.`;

/** `nhi cases` */
export const casesCommand: Command = {
  name: "cases",
  summary: "review the open cases, and what speaks for and against each answer",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("cases", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [caseId, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError(`one case at a time, not also ${printable(rest[0] as string, 60)}`);
    if (caseId !== undefined && values.all) throw new UsageError("--all is for the list; leave it out, or the case");
    if (caseId === undefined && values.full) throw new UsageError("--full is for one case; name it");
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withStores(values, world, async (stores, policy): Promise<ExitCode> => {
      if (caseId === undefined) {
        const cases = await listCases({ ...stores, policy }, stores.nowMs(), values.all === true);
        world.stdout.write(values.json ? jsonLine({ format: "nhi-cases/1", cases }) : renderCases(cases, paint));
        return 0;
      }
      const report = await reportCase(stores, policy, caseId);
      if (report === undefined) {
        throw new UsageError(`there is no case ${printable(caseId, 60)}; see the open ones with: nhi cases`);
      }
      world.stdout.write(values.json ? jsonLine(report) : renderCase(report, paint, values.full === true));
      return 0;
    });
  },
};
