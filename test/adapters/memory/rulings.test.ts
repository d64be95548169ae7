import { memoryRulings, openCasesIn } from "../../../lib/adapters/memory/rulings.ts";
import { memoryStandings } from "../../../lib/adapters/memory/standings.ts";
import { rulingStoreContract } from "../contract/ruling-store.ts";
import { collect, openCase, role, standingWrite } from "../contract/standing-store.ts";

describe("a ruling store in memory", () => {
  rulingStoreContract(async () => memoryRulings());
});

test("identities with an open case are found among the standings", async () => {
  const standings = memoryStandings();
  await standings.save([standingWrite(role("a")), standingWrite(role("b"), { openCase: openCase(role("b")) })]);
  expect(await collect(openCasesIn(standings).identityKeys())).toEqual([role("b")]);
});
