import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kill, pid } from "node:process";
import { printable } from "../../domain/event/printable.ts";
import type { AccountExport } from "../account/account-export.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";

/** What an organisation is made of; a folder holds one. */
export interface DemoMake {
  readonly seed: number;
  readonly weeks: number;
  /** Multiplies how much everybody calls. */
  readonly density: number;
  /** How many identities there are; the named ones where it is left out. */
  readonly identities?: number;
}

/** What a finished run leaves for the next one. */
export interface DemoState extends DemoMake {
  /** How many runs there were. */
  readonly runs: number;
  /** Everything before this time is learned; milliseconds since 1970. */
  readonly learnedToMs: number;
  readonly accounts: readonly AccountExport[];
}

export interface DemoData {
  /** Folder of the embedded DynamoDB. */
  readonly databasePath: string;
  /** Undefined for a new organisation. */
  readonly state: DemoState | undefined;
  /** True where an earlier run was interrupted and its data was thrown away. */
  readonly wasInterrupted: boolean;
  /** Marks the folder as being worked on. */
  begin(make: DemoMake): Promise<void>;
  save(state: DemoState): Promise<void>;
}

const format = "nhi-demo-data/1";
const stateFile = "demo.json";
const databaseFolder = "dynamodb";

interface StateFile extends Partial<DemoState> {
  readonly format: string;
  readonly phase: "running" | "finished";
  /** Of whoever is running. */
  readonly processId?: number;
}

/**
 * Opens a folder that keeps the organisation between runs, and makes it where there is none. Only what the demo wrote
 * is ever removed: with `reset`, or where an earlier run did not end. Throws DemoRefusedError for any other folder.
 */
export async function openDemoData(folder: string, reset: boolean): Promise<DemoData> {
  const shown = printable(folder, 300);
  const databasePath = join(folder, databaseFolder);
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new DemoRefusedError(`${shown} cannot be made (${printable(error.message, 200)}); give another folder`);
  });
  const existing = await readState(join(folder, stateFile), shown);
  if (existing === undefined && (await readdir(folder)).length > 0) {
    throw new DemoRefusedError(`${shown} holds something else than a demo; give an empty or a new folder`);
  }
  if (existing?.phase === "running" && isAlive(existing.processId)) {
    throw new DemoRefusedError(
      `${shown} is in use by process ${existing.processId}; wait until it is done, or give another folder`,
    );
  }
  const isFresh = existing === undefined || reset || existing.phase !== "finished";
  if (isFresh) {
    await rm(databasePath, { recursive: true, force: true });
    await rm(join(folder, stateFile), { force: true });
  }
  const write = async (state: StateFile) => {
    const draft = join(folder, `${stateFile}.tmp`);
    await writeFile(draft, JSON.stringify(state));
    await rename(draft, join(folder, stateFile));
  };
  return {
    databasePath,
    state: isFresh ? undefined : (existing as unknown as DemoState),
    wasInterrupted: existing?.phase === "running" && !reset,
    begin: (make) => write({ format, phase: "running", processId: pid, ...make }),
    save: (state) => write({ format, phase: "finished", ...state }),
  };
}

async function readState(path: string, folder: string): Promise<StateFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DemoRefusedError(`${folder} cannot be read (${printable((error as Error).message, 200)})`);
  }
  try {
    const state = JSON.parse(text) as StateFile;
    if (state.format === format) return state;
  } catch {
    // Falls through: what is no JSON is no demo's.
  }
  throw new DemoRefusedError(`${folder} was written by another version; give another folder, or delete it yourself`);
}

/** Signal 0 only asks; a process of somebody else answers EPERM. */
function isAlive(processId: number | undefined): boolean {
  if (processId === undefined || !Number.isInteger(processId) || processId < 1) return false;
  try {
    kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Throws DemoRefusedError where the wanted organisation is not the one that the folder holds. */
export function requireSameMake(folder: string, held: DemoMake, wanted: Partial<DemoMake>): void {
  const differing = (["seed", "weeks", "density", "identities"] as const).find(
    (name) => wanted[name] !== undefined && wanted[name] !== held[name],
  );
  if (differing === undefined) return;
  throw new DemoRefusedError(
    `${printable(folder, 300)} holds an organisation with ${differing} ${held[differing] ?? "as usual"}, not ${wanted[differing]}; ` +
      "leave that option out to go on with it, give another folder, or --reset to begin anew",
  );
}
