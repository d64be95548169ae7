import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { main } from "../../lib/cli/main.ts";
import type { ReplayReport } from "../../lib/cli/replay-report.ts";
import type { World } from "../../lib/cli/world.ts";
import { captured } from "./small-world.ts";

/** Five minutes of a real production account; nobody here wrote it. */
export const realFile = "../shared/cloudtrail/boogy-eks-production/all.jsonl.gz";
export const realLines = gunzipSync(readFileSync(realFile)).toString("utf8").trim().split("\n");

/** A working folder that is made before each test of the file and removed after it, and calls of `nhi replay` in it. */
export const replayFolder = () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "nhi-replay-"));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const call = async (argv: readonly string[], changes: Partial<World> = {}) => {
    const { world, out, err } = await captured({ cwd, ...changes });
    const code = await main(["replay", ...argv], world);
    return { code, out: out(), err: err() };
  };
  return {
    path: () => cwd,
    write: (path: string, content: string | Buffer) => {
      mkdirSync(join(cwd, path, ".."), { recursive: true });
      writeFileSync(join(cwd, path), content);
    },
    call,
    json: async (argv: readonly string[], changes: Partial<World> = {}) => {
      const { code, out, err } = await call(["--json", ...argv], changes);
      return { code, err, report: JSON.parse(out) as ReplayReport };
    },
  };
};
