import { nodeWorld } from "../../lib/cli/node-world.ts";
import type { World } from "../../lib/cli/world.ts";

export interface CapturedWorld {
  readonly world: World;
  readonly out: () => string;
  readonly err: () => string;
}

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
    loadPolicy: async (path) => real.loadPolicy(path.startsWith("/") || !changes.cwd ? path : `${changes.cwd}/${path}`),
    ...changes,
  };
  return { world, out: () => out, err: () => err };
};

export async function* bytesOf(...texts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
