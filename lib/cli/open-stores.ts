import { resolve } from "node:path";
import { UsageError } from "./usage-error.ts";
import type { StoresPlace, WardenStores } from "./warden-stores.ts";

/** Opens the stores of a table or a folder. What only one of them needs is loaded here, because it takes its time. */
export async function openStores(place: StoresPlace, cwd: string): Promise<WardenStores> {
  if ("table" in place) {
    const { connectTable } = await import("../adapters/dynamodb/table-stores.ts");
    return { ...connectTable(place.table), nowMs: () => Date.now() };
  }
  const [{ openDemoStores }, { DemoRefusedError }] = await Promise.all([
    import("../local/demo/demo-stores.ts"),
    import("../local/demo/demo-refused-error.ts"),
  ]);
  try {
    return await openDemoStores(resolve(cwd, place.data));
  } catch (error) {
    if (error instanceof DemoRefusedError) throw new UsageError(error.message);
    throw error;
  }
}
