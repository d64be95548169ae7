import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { storesIn, type TableStores } from "../../adapters/dynamodb/table-stores.ts";
import { printable } from "../../domain/event/printable.ts";
import { startEmbeddedDynamoDB } from "../embedded-dynamodb.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";

export interface DemoStores extends TableStores {
  /** The time up to which the simulated organisation was watched. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}

/** Opens what `nhi demo --data FOLDER` left. Makes and removes nothing; throws DemoRefusedError where there is no finished demo. */
export async function openDemoStores(folder: string): Promise<DemoStores> {
  const shown = printable(folder, 300);
  const databasePath = join(folder, "dynamodb");
  const learnedToMs = await finishedDemo(folder);
  const hasTable = await stat(databasePath)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (learnedToMs === undefined || !hasTable) {
    throw new DemoRefusedError(`${shown} holds no finished demo; make one with: nhi demo --data ${shown}`);
  }
  const database = await startEmbeddedDynamoDB({ path: databasePath }).catch((error: Error) => {
    throw new DemoRefusedError(
      `${shown}: the table cannot be opened (${printable(error.message, 200)}); is a demo using the folder?`,
    );
  });
  return { ...storesIn(database), nowMs: () => learnedToMs, close: () => database.stop() };
}

async function finishedDemo(folder: string): Promise<number | undefined> {
  try {
    const state = JSON.parse(await readFile(join(folder, "demo.json"), "utf8")) as Record<string, unknown>;
    const { learnedToMs } = state;
    return state["phase"] === "finished" && typeof learnedToMs === "number" ? learnedToMs : undefined;
  } catch {
    return undefined;
  }
}
