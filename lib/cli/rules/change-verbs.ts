import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { retireRules, setRuleState, undoRuleChange } from "../../app/change-rules.ts";
import { printable } from "../../domain/event/printable.ts";
import type { ExitCode } from "../command.ts";
import { aligned, time } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import { authorOf, byHelp, byOption } from "./author.ts";
import { placeHelp, placeOptions, withRuleStore } from "./rule-store-place.ts";
import type { RulesVerb } from "./verb.ts";

const changeOptions = { ...placeOptions, ...byOption } as const;

export const demoteVerb: RulesVerb = {
  name: "demote",
  help: `nhi rules demote ID...    send live pushed rules back to shadow
${placeHelp}
${byHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, changeOptions);
    if (positionals.length === 0) throw new UsageError("nothing to demote; give names of pushed rules");
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const { version, files } = await setRuleState(store, positionals, "shadow", authorOf(values, world));
      world.stdout.write(
        files.length === 0
          ? `in shadow already, version ${version}\n`
          : `in shadow, version ${version}: ${files.join(", ")}\n`,
      );
      return 0;
    });
  },
};

export const retireVerb: RulesVerb = {
  name: "retire",
  help: `nhi rules retire ID...    take pushed rules out, live and in shadow; undo brings them back
${placeHelp}
${byHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, changeOptions);
    if (positionals.length === 0) throw new UsageError("nothing to retire; give names of pushed rules");
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const { version, files } = await retireRules(store, positionals, authorOf(values, world));
      world.stdout.write(`retired, version ${version}: ${files.join(", ")}\n`);
      return 0;
    });
  },
};

export const undoVerb: RulesVerb = {
  name: "undo",
  help: `nhi rules undo    bring back the pushed rules from before the last change
${placeHelp}
${byHelp}
  --to VERSION       those of this version instead; nhi rules history lists them`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, { ...changeOptions, to: { type: "string" } } as const);
    if (positionals.length > 0) throw new UsageError("undo takes no names; it is about all pushed rules at once");
    const to = values.to;
    if (to !== undefined && !/^\d{1,9}$/.test(to))
      throw new UsageError(`--to ${printable(to, 40)} is no version; give a whole number that nhi rules history lists`);
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const toVersion = to === undefined ? undefined : Number(to);
      const { version, files, restored } = await undoRuleChange(store, authorOf(values, world), toVersion);
      world.stdout.write(
        files.length === 0
          ? `the rules are those of version ${restored} already\n`
          : `the rules of version ${restored} are back, as version ${version}: ${files.join(", ")}\n`,
      );
      return 0;
    });
  },
};

export const historyVerb: RulesVerb = {
  name: "history",
  help: `nhi rules history    who changed the pushed rules, when and how, newest first
${placeHelp}
  --json             print one JSON object`,
  run: async (args, world) => {
    const { values } = readOptions("rules", args, { ...placeOptions, json: { type: "boolean" } } as const);
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const versions = await store.history();
      const rows = versions.map(({ version, changedAtMs, changedBy, change }) => {
        return [String(version), `${time(changedAtMs)} UTC`, printable(changedBy, 40), printable(change, 200)];
      });
      const lines = rows.length === 0 ? ["no rule was ever pushed"] : aligned(rows, [0]);
      const json = { format: "nhi-rules-history/1", versions };
      world.stdout.write(values.json ? `${JSON.stringify(json, undefinedAsNull)}\n` : `${lines.join("\n")}\n`);
      return 0;
    });
  },
};

const undefinedAsNull = (_key: string, value: unknown) => (value === undefined ? null : value);

export const pullVerb: RulesVerb = {
  name: "pull",
  help: `nhi rules pull FOLDER    write the pushed rules into FOLDER/live and FOLDER/shadow
${placeHelp}
  --force            also over files that differ`,
  run: async (args, world) => {
    const options = { ...placeOptions, force: { type: "boolean" } } as const;
    const { values, positionals } = readOptions("rules", args, options);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new UsageError("pull needs one folder: nhi rules pull FOLDER");
    return withRuleStore<ExitCode>(values, world, async (store) => {
      const { version, rules } = await store.load();
      const files = rules.map((rule) => ({ ...rule, path: join(folder, rule.state, safeName(rule.file)) }));
      const absolute = (path: string) => resolve(world.cwd, path);
      const differing: string[] = [];
      for (const { path, text } of files)
        if (existsSync(absolute(path)) && (await readFile(absolute(path), "utf8")) !== text) differing.push(path);
      if (differing.length > 0 && !values.force)
        throw new UsageError(
          `${printable(differing[0] ?? "", 200)} differs from what was pushed (${differing.length} such files); ` +
            "move it away, or overwrite it with --force",
        );
      for (const { path, text } of files) {
        await mkdir(absolute(join(path, "..")), { recursive: true });
        await writeFile(absolute(path), text);
      }
      world.stdout.write(`wrote ${files.length} files of version ${version} below ${printable(folder, 200)}\n`);
      return 0;
    });
  },
};

/** Names are checked when rules are pushed; a table that someone else wrote to must not choose paths here. */
function safeName(file: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/.test(file)) return file;
  throw new UsageError(`a pushed rule is named ${printable(file, 100)}, which is no file's name; retire it first`);
}
