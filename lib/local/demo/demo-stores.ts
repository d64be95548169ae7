import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { storesIn, type TableStores } from "../../adapters/dynamodb/table-stores.ts";
import type { Responder } from "../../app/responder.ts";
import { printable } from "../../domain/event/printable.ts";
import { createSimulatedAccount } from "../account/simulated-account.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../embedded-dynamodb.ts";
import { securityTooling } from "../organisation/accounts.ts";
import { openDemoData } from "./demo-data.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";
import { type DemoResponderParts, demoPerson, demoResponder } from "./demo-responder.ts";

/** Who responds in a simulated organisation, and with which state machines. */
export type DemoRespond = Pick<DemoResponderParts, "as" | "playbookDefinitions" | "releaseDefinitions">;

export interface DemoStores extends TableStores {
  /** The time up to which the simulated organisation was watched. */
  readonly nowMs: () => number;
  /** Acts in the organisation as it was left; what is changed is there for the next command and the next demo. */
  respond(how: DemoRespond): Promise<Responder>;
  close(): Promise<void>;
}

/**
 * Opens what `nhi demo --data FOLDER` left. Makes and removes nothing; throws DemoRefusedError where there is no
 * finished demo.
 */
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
  const nowMs = () => learnedToMs;
  const stores = storesIn({ ...database, nowMs });
  return {
    ...stores,
    nowMs,
    respond: (how) => respondIn(folder, database, stores, learnedToMs, how),
    close: () => database.stop(),
  };
}

async function respondIn(
  folder: string,
  { client, tableName }: EmbeddedDynamoDB,
  { containments, standings }: TableStores,
  startMs: number,
  how: DemoRespond,
): Promise<Responder> {
  const as = demoPerson(how.as);
  const data = await openDemoData(folder, false);
  const { state } = data;
  if (state === undefined) throw new DemoRefusedError(`${printable(folder, 300)} holds no finished demo`);
  const accounts = state.accounts.map((restore) => createSimulatedAccount({ accountId: restore.accountId, restore }));
  const home = accounts.find(({ accountId }) => accountId === securityTooling.accountId);
  if (home === undefined) throw new Error(`the organisation has no account ${securityTooling.accountId}`);
  const save = () => data.save({ ...state, accounts: accounts.map((account) => account.export()) });
  const members = accounts.filter((account) => account !== home);
  const stores = { client, tableName, containments, standings };
  return demoResponder({ ...how, ...stores, as, home, members, startMs, save });
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
