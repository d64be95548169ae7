import { resolve } from "node:path";
import { nodeWorld } from "../../lib/cli/node-world.ts";
import type { LoadedRules, World } from "../../lib/cli/world.ts";

export interface CapturedWorld {
  readonly world: World;
  readonly out: () => string;
  readonly err: () => string;
}

/** The built-in rules, compiled once for all calls of a test file: that takes longer than most of the calls. */
let builtIn: Promise<LoadedRules> | undefined;

/** The real world, with a working folder of the test's own and outputs that are kept. */
export const captured = async (changes: Partial<World> = {}): Promise<CapturedWorld> => {
  let out = "";
  let err = "";
  const real = await nodeWorld(process);
  const world: World = {
    ...real,
    stdout: { write: (text) => (out += text), isTerminal: false, columns: undefined },
    stderr: { write: (text) => (err += text), isTerminal: false, columns: undefined },
    environment: {},
    loadRules: (folder, placeholders) => {
      if (folder !== real.builtInRules || placeholders !== undefined)
        return real.loadRules(resolve(changes.cwd ?? real.cwd, folder), placeholders);
      builtIn ??= real.loadRules(folder);
      return builtIn;
    },
    loadPolicy: async (path) => real.loadPolicy(path.startsWith("/") || !changes.cwd ? path : `${changes.cwd}/${path}`),
    ...changes,
  };
  return { world, out: () => out, err: () => err };
};

export async function* bytesOf(...texts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
