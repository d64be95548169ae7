import { basename } from "node:path";
import { readRuleText } from "../../adapters/files/rule-paths.ts";
import { pushRules, type RuleText, setRuleState } from "../../app/change-rules.ts";
import { printable } from "../../domain/event/printable.ts";
import type { ExitCode } from "../command.ts";
import { counted } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { authorOf, byHelp, byOption } from "./author.ts";
import { checkPaths, renderCheck } from "./check-rules.ts";
import { problemsOfCandidates } from "./pushed-problems.ts";
import { placeHelp, placeOptions, placeWords, withRuleStore } from "./rule-store-place.ts";
import type { RulesVerb } from "./verb.ts";

const options = { ...placeOptions, ...byOption } as const;

export const pushVerb: RulesVerb = {
  name: "push",
  help: `nhi rules push PATH...    store rules, in shadow: they run and are counted, and count against nobody
${placeHelp}
${byHelp}
  Rules are checked first; where one is refused, nothing is pushed. A rule that is live under the same name stays live
  until the new one is promoted. A running warden takes it up within a minute.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    if (positionals.length === 0) throw new UsageError("nothing to push; give rule files or folders");
    const { report, documents } = await checkPaths(positionals, world);
    if (report.refused > 0 || report.otherSources.length > 0 || documents.length === 0) {
      world.stderr.write(`${renderCheck(report)}nothing was pushed\n`);
      return 2;
    }
    if (report.problems.length + report.unmatchable.length > 0) world.stderr.write(renderCheck(report));
    const paths = [...new Set(documents.map(({ file }) => file.replace(/#\d+$/, "")))];
    const texts = await Promise.all(
      paths.map(
        async (path): Promise<RuleText> => ({ file: basename(path), text: await readRuleText(path, world.cwd) }),
      ),
    );
    return withRuleStore<ExitCode>(values, world, async (store, place) => {
      const { rules } = await store.load();
      const problems = await problemsOfCandidates(texts, rules, world);
      if (problems.length > 0) return refuse(problems, "nothing was pushed", world);
      const { version, files } = await pushRules(store, texts, authorOf(values, world));
      if (files.length === 0) world.stdout.write(`nothing is new: version ${version} holds the same texts\n`);
      else {
        const names = files.map((file) => file.replace(/\.ya?ml$/, "")).join(" ");
        world.stdout.write(
          `pushed ${counted(files.length, "file")} in shadow, version ${version}: ${files.join(", ")}\n` +
            `make them live with: nhi rules promote ${names} ${placeWords(place)}\n`,
        );
      }
      return 0;
    });
  },
};

export const promoteVerb: RulesVerb = {
  name: "promote",
  help: `nhi rules promote ID...    make pushed rules live: their findings count
${placeHelp}
${byHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    if (positionals.length === 0) throw new UsageError("nothing to promote; give names of pushed rules");
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const { rules } = await store.load();
      const named = new Set(positionals.map((name) => name.replace(/\.ya?ml$/, "")));
      const candidates = rules.filter(
        ({ file, state }) => state === "shadow" && named.has(file.replace(/\.ya?ml$/, "")),
      );
      const problems = await problemsOfCandidates(candidates, rules, world);
      if (problems.length > 0) return refuse(problems, "nothing was promoted", world);
      const { version, files } = await setRuleState(store, positionals, "live", authorOf(values, world));
      world.stdout.write(
        files.length === 0 ? `live already, version ${version}\n` : `live, version ${version}: ${files.join(", ")}\n`,
      );
      return 0;
    });
  },
};

function refuse(problems: readonly string[], what: string, world: World): ExitCode {
  for (const problem of problems) world.stderr.write(`${printable(problem, 600)}\n`);
  world.stderr.write(`${what}\n`);
  return 2;
}
