import { resolve } from "node:path";
import type { StoresPlace } from "./stores-place.ts";
import { UsageError } from "./usage-error.ts";
import type { Asked, WardenStores } from "./warden-stores.ts";

/** Opens the stores of a table or a folder. What only one of them needs is loaded here, because it takes its time. */
export async function openStores(place: StoresPlace, cwd: string): Promise<WardenStores> {
  if ("table" in place) {
    const { connectTable } = await import("../adapters/dynamodb/table-stores.ts");
    const respond = async (asked: Asked) => {
      const { connectResponder } = await import("./containment/connect-responder.ts");
      return connectResponder(asked);
    };
    return { ...connectTable(place.table), nowMs: () => Date.now(), respond };
  }
  const [{ openDemoStores }, { DemoRefusedError }] = await Promise.all([
    import("../local/demo/demo-stores.ts"),
    import("../local/demo/demo-refused-error.ts"),
  ]);
  const explained = (error: unknown) => {
    throw error instanceof DemoRefusedError ? new UsageError(error.message) : error;
  };
  const stores = await openDemoStores(resolve(cwd, place.data)).catch(explained);
  return {
    ...stores,
    respond: async ({ as, environment, playbookDefinitions, releaseDefinitions }) => {
      if (playbookDefinitions === undefined || releaseDefinitions === undefined) {
        throw new Error("this nhi was started without its playbooks' definitions");
      }
      const name = as ?? environment["USER"] ?? environment["LOGNAME"] ?? "operator";
      return stores.respond({ as: name, playbookDefinitions, releaseDefinitions }).catch(explained);
    },
  };
}
