import { memoryToldSilences } from "../../../lib/adapters/memory/told-silences.ts";
import { toldSilencesContract } from "../contract/told-silences.ts";

describe("told silences in memory", () => {
  toldSilencesContract(async () => memoryToldSilences());
});
