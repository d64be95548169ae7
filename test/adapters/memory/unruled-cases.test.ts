import { memoryUnruledCases } from "../../../lib/adapters/memory/unruled-cases.ts";
import { unruledCasesContract } from "../contract/unruled-cases.ts";

describe("cases without a ruling in memory", () => {
  unruledCasesContract(async () => memoryUnruledCases());
});
