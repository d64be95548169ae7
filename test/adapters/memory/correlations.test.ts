import { memoryCorrelations } from "../../../lib/adapters/memory/correlations.ts";
import { correlationStoreContract, correlationWrite, groupKey } from "../contract/correlation-store.ts";

describe("a correlation store in memory", () => {
  correlationStoreContract(async () => memoryCorrelations());

  test("forgets those that expire first where there are too many", async () => {
    const store = memoryCorrelations({ capacity: 10 });
    const keys = Array.from({ length: 11 }, (_, at) => groupKey(`u${at}`));
    await store.save(keys.map((key, at) => correlationWrite(key, { expiresAtSeconds: 1_000 - at })));
    expect([...(await store.load(keys)).keys()]).toEqual(keys.slice(0, 9));
    expect(await store.save([correlationWrite(keys[10]!, { expectedVersion: 1 })])).toEqual([keys[10]]);
  });
});
