import type { AssessorParts } from "../../app/assess-batch.ts";
import { printable } from "../../domain/event/printable.ts";
import { defaultPolicy, type Policy } from "../../domain/response/policy.ts";
import { problemLine } from "../problem.ts";
import { createProgressBar } from "../progress-bar.ts";
import { replay } from "../replay.ts";
import type { ReplayReport } from "../replay-report.ts";
import { noSurroundings, type Surroundings } from "../surroundings.ts";
import type { LoadedRules, World } from "../world.ts";

export interface History {
  readonly paths: readonly string[];
  readonly sinceMs: number | undefined;
  readonly isQuiet: boolean;
  /** None where nothing is to be found but only seen. */
  readonly rules?: LoadedRules;
  readonly policy?: Policy;
  /** Told of every activity, beside what the replay does with it. */
  readonly onActivity?: AssessorParts["onActivity"];
  /** Where what was learned is left. */
  readonly standings?: AssessorParts["standings"];
  readonly surroundings?: Surroundings;
}

const noRules: LoadedRules = { rules: { match: () => [] }, count: 0, problems: [], warnings: [] };

/** Runs logs through the use case that `nhi replay` runs, telling of problems on standard error. */
export const runHistory = async (
  {
    paths,
    sinceMs,
    isQuiet,
    rules = noRules,
    policy = defaultPolicy,
    onActivity,
    standings,
    surroundings = noSurroundings,
  }: History,
  world: World,
): Promise<ReplayReport> => {
  const bar = createProgressBar(world.stderr, world.nowMs, isQuiet);
  const tell = (line: string) => {
    bar.clear();
    world.stderr.write(`${line}\n`);
  };
  const watching: World = {
    ...world,
    createAssessor: (parts) =>
      world.createAssessor({
        ...parts,
        ...(standings === undefined ? {} : { standings }),
        onActivity: (activity, actor) => {
          parts.onActivity?.(activity, actor);
          onActivity?.(activity, actor);
        },
      }),
  };
  const report = await replay(
    { paths, sinceMs, limit: undefined, rulesFolder: "built-in", rules, policyFile: undefined, policy, surroundings },
    watching,
    {
      problem: (problem) => tell(problemLine(problem)),
      note: (line) => (isQuiet ? undefined : tell(printable(line, 400))),
      progress: bar.show,
    },
  );
  bar.clear();
  return report;
};
