import { nearestName } from "../../../lib/domain/response/nearest-name.ts";
import type { Contract } from "../../../lib/domain/scope/contract.ts";
import type { ContractDocument } from "../../../lib/domain/scope/contract-problem.ts";
import { type ContractReading, readContracts } from "../../../lib/domain/scope/read-contracts.ts";
import { type ContractView, type Violation, violationsOf } from "../../../lib/domain/scope/violations.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

/** A document without known lines, as tests of the domain need it. */
export const documentOf = (content: unknown, file = "contracts/app.yaml"): ContractDocument => ({
  file,
  content,
  line: () => undefined,
});

export const readAll = (...contents: readonly unknown[]): ContractReading =>
  readContracts(
    contents.map((content, at) => documentOf(content, `contracts/${at}.yaml`)),
    nearestName,
  );

/** A contract of these clauses; the test fails where it is not right. */
export function contractOf(clauses: object, ...definitions: readonly object[]): Contract {
  const { contracts, problems } = readAll({ identity: "arn:*", owner: "team", ...clauses }, ...definitions);
  expect(problems).toEqual([]);
  return contracts[0] as Contract;
}

export const viewOf = (bent: Partial<ContractView> = {}): ContractView => ({
  activity: madeActivity(),
  actor: madeActor(),
  resources: [],
  dataCategories: [],
  ...bent,
});

export const violations = (clauses: object, bent: Partial<ContractView> = {}): readonly Violation[] =>
  violationsOf(contractOf(clauses), viewOf(bent));

/** The names of the clauses that an activity is outside of. */
export const outside = (clauses: object, bent: Partial<ContractView> = {}): readonly string[] =>
  violations(clauses, bent).map(({ clause }) => clause);
