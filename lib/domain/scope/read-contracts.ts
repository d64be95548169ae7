import type { Contract } from "./contract.ts";
import {
  type ContractDocument,
  type ContractProblem,
  type ContractReport,
  contractReport,
  givenText,
} from "./contract-problem.ts";
import type { DataCategory } from "./data-categories.ts";
import { isDefinitions, readCategories } from "./read-categories.ts";
import { readContract } from "./read-contract.ts";

/** What of a folder of contracts is in force, and everything that is wrong in it. */
export interface ContractReading {
  readonly contracts: readonly Contract[];
  readonly dataCategories: readonly DataCategory[];
  readonly problems: readonly ContractProblem[];
}

/**
 * Reads contracts and definitions of data categories from what a YAML parser made of their documents. A contract with
 * an error is not in force, the others are. An identity pattern that two contracts have is an error of the later one,
 * since only one of them could hold. `nearest` finds the known word that a misspelt one was meant to be. Never throws.
 */
export function readContracts(
  documents: readonly ContractDocument[],
  nearest: ContractReport["nearest"],
): ContractReading {
  const reports: ContractReport[] = [];
  const reportOn = (document: ContractDocument): ContractReport => {
    const report = contractReport(document, nearest);
    reports.push(report);
    return report;
  };

  const dataCategories = new Map<string, DataCategory>();
  for (const document of documents.filter(isDefinitions)) readCategories(document, dataCategories, reportOn(document));

  const contracts: Contract[] = [];
  const owners = new Map<string, string>();
  for (const document of documents) {
    if (isDefinitions(document)) continue;
    const report = reportOn(document);
    const contract = readContract(document, [...dataCategories.keys()], report);
    if (contract === undefined) continue;
    for (const [at, pattern] of contract.identity.entries()) {
      const other = owners.get(pattern);
      if (other === undefined) continue;
      report.refuse(
        Array.isArray((document.content as { identity?: unknown }).identity) ? ["identity", at] : ["identity"],
        {
          found: givenText(pattern),
          allowed: `a pattern that no other contract has, and ${other} has it`,
          remedy: "Join the two contracts, or make one pattern more specific.",
        },
      );
    }
    if (report.refused) continue;
    for (const pattern of contract.identity) owners.set(pattern, contract.name);
    contracts.push(contract);
  }
  return {
    contracts,
    dataCategories: [...dataCategories.values()],
    problems: reports.flatMap((each) => each.problems),
  };
}
