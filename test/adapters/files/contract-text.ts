import { parseContracts } from "../../../lib/adapters/files/contract-yaml.ts";
import { nearestName } from "../../../lib/domain/response/nearest-name.ts";
import { type ContractReading, readContracts } from "../../../lib/domain/scope/read-contracts.ts";

/** What the text of one file means as a contract. */
export function contractText(text: string, file: string): ContractReading {
  const { documents, problems } = parseContracts(text, file);
  const reading = readContracts(documents, nearestName);
  return { ...reading, problems: [...problems, ...reading.problems] };
}
