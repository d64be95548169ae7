import { type Part, parts } from "./evaluation.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly json: boolean;
  readonly quick: boolean;
  readonly wanted: ReadonlySet<Part>;
  /** Everything, in full: what the page in docs/ is written from. */
  readonly complete: boolean;
}

const usage = `usage: npm run evaluate -- [--quick] [--only ${parts.join("|")}] [--json]`;

/** Reads the arguments after the program's name. Throws with the usage on anything else. */
export function readArguments(given: readonly string[]): Arguments {
  let [json, quick] = [false, false];
  const only = new Set<Part>();
  for (let index = 0; index < given.length; index++) {
    const argument = given[index] as string;
    if (argument === "--json") json = true;
    else if (argument === "--quick") quick = true;
    else if (argument === "--only") only.add(partOf(given[++index]));
    else throw new RangeError(`unknown argument ${JSON.stringify(argument)}; ${usage}`);
  }
  const complete = !quick && only.size === 0;
  const everything = quick ? parts.filter((part) => part !== "ablation") : parts;
  return { json, quick, wanted: only.size === 0 ? new Set(everything) : only, complete };
}

function partOf(name: string | undefined): Part {
  const part = parts.find((one) => one === name);
  if (part === undefined)
    throw new RangeError(`--only needs one of ${parts.join(", ")}, not "${name ?? ""}"; ${usage}`);
  return part;
}
