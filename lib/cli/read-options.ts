import { type ParseArgsConfig, parseArgs } from "node:util";
import { printable } from "../domain/event/printable.ts";
import { nearestName } from "../domain/response/nearest-name.ts";
import { UsageError } from "./usage-error.ts";

export type OptionTable = NonNullable<ParseArgsConfig["options"]>;

/**
 * Node's own parser, with errors that say what is allowed and what was probably meant.
 * Throws a UsageError for an unknown option, a missing value or a value that none is allowed for.
 */
export const readOptions = <T extends OptionTable>(command: string, args: readonly string[], options: T) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(command, args, Object.keys(options), error as Error & { code?: string }));
  }
};

const explain = (
  command: string,
  args: readonly string[],
  known: readonly string[],
  error: Error & { code?: string },
) => {
  const ask = `see: nhi help ${command}`;
  if (error.code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const sentence = printable(error.message.split("\n")[0]?.replace(/\.$/, "") ?? "", 200);
    return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}; ${ask}`;
  }
  const named = /'(-[^']*)'/.exec(error.message)?.[1] ?? args.find((arg) => arg.startsWith("-")) ?? "";
  const meant = nearestName(named.replace(/^-+/, ""), known);
  const hint = meant ? `did you mean --${meant}?` : `allowed are ${known.map((name) => `--${name}`).join(", ")}`;
  return `unknown option ${printable(named, 60)}; ${hint} (${ask})`;
};
