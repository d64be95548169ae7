import type { StateMachineDefinition } from "./definition.ts";
import { handlerFor, type Integrations, readResource } from "./integration.ts";
import { isJsonObject } from "./json-value.ts";
import {
  blockFields,
  choiceFields,
  jsonPathFields,
  machineFields,
  processorFields,
  stateFields,
} from "./state-fields.ts";
import { expressionProblems } from "./validate-expressions.ts";
import { objectsIn, recoveryProblems, unknownFields } from "./validate-recovery.ts";

/** Step Functions: a definition is at most 1 MiB, a state's name at most 80 characters. */
const definitionCharacters = 1_048_576;
const nameCharacters = 80;

type Fields = Readonly<Record<string, unknown>>;

interface Validation {
  readonly problems: string[];
  readonly names: Set<string>;
  /** ARNs of the integrations that its tasks call. */
  readonly calls: Set<string>;
  readonly integrations: Integrations | undefined;
}

export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the state machine cannot be run here:\n- ${problems.join("\n- ")}`);
    this.problems = problems;
  }
}

/**
 * Everything in a definition that this interpreter would not carry out as Step Functions does, one sentence each,
 * naming state and field; empty when there is nothing. With integrations, an unknown Resource is a problem too.
 */
export function validateDefinition(definition: unknown, integrations?: Integrations): readonly string[] {
  return validate(definition, { problems: [], names: new Set(), calls: new Set(), integrations });
}

function validate(definition: unknown, validation: Validation): readonly string[] {
  const { problems } = validation;
  if (!isJsonObject(definition)) return ["the definition must be an object"];
  const size = JSON.stringify(definition).length;
  if (size > definitionCharacters)
    return [`the definition has ${size} characters; ${definitionCharacters} are allowed`];
  problems.push(...unknownFields(definition, machineFields, "the definition"));
  const timeout = definition["TimeoutSeconds"];
  if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 1)) {
    problems.push("the definition: TimeoutSeconds must be a number of seconds, at least 1");
  }
  validateBlock(definition, "the definition", definition["QueryLanguage"], validation);
  return problems;
}

/** Of definitions that were found valid, the integrations that they call. */
const checked = new WeakMap<object, ReadonlySet<string>>();

/**
 * The definition, once it is found valid for these integrations. Throws DefinitionError that lists every problem.
 * It is read as a whole once: from then on only whether there is a handler for whatever it calls.
 */
export function loadDefinition(definition: object, integrations: Integrations): StateMachineDefinition {
  const known = checked.get(definition);
  if (known === undefined || ![...known].every((arn) => handlerFor(integrations, arn) !== undefined)) {
    const validation: Validation = { problems: [], names: new Set(), calls: new Set(), integrations };
    const problems = validate(definition, validation);
    if (problems.length > 0) throw new DefinitionError(problems);
    checked.set(definition, validation.calls);
  }
  return definition as StateMachineDefinition;
}

function validateBlock(block: Fields, where: string, language: unknown, validation: Validation): void {
  const { problems, names } = validation;
  const states = block["States"];
  const start = block["StartAt"];
  if (!isJsonObject(states) || Object.keys(states).length === 0) {
    problems.push(`${where}: States must be an object with at least one state`);
    return;
  }
  const reached = new Set<unknown>([start]);
  if (typeof start !== "string" || !Object.hasOwn(states, start)) {
    problems.push(`${where}: StartAt is ${JSON.stringify(start)}, which is no state of it`);
  }
  for (const [name, state] of Object.entries(states)) {
    const at = `state ${name}`;
    if (name.length > nameCharacters) problems.push(`${at}: its name is longer than ${nameCharacters} characters`);
    if (names.has(name)) problems.push(`${at}: the name is used twice in this state machine`);
    names.add(name);
    if (!isJsonObject(state)) {
      problems.push(`${at}: a state must be an object`);
      continue;
    }
    for (const target of validateState(state, at, state["QueryLanguage"] ?? language, validation)) {
      reached.add(target);
      if (!Object.hasOwn(states, target)) problems.push(`${at}: leads to ${JSON.stringify(target)}, which is no state`);
    }
  }
  for (const name of Object.keys(states)) if (!reached.has(name)) problems.push(`state ${name}: nothing leads to it`);
}

/** Validates one state and gives the names of the states it leads to. */
function validateState(state: Fields, where: string, language: unknown, validation: Validation): readonly string[] {
  const { problems } = validation;
  const type = state["Type"];
  const allowed = typeof type === "string" && Object.hasOwn(stateFields, type) ? stateFields[type] : undefined;
  if (allowed === undefined) {
    problems.push(
      `${where}: Type ${JSON.stringify(type)} is not supported; ${Object.keys(stateFields).join(", ")} are`,
    );
    return [];
  }
  const path = Object.keys(state).find((field) => jsonPathFields.includes(field));
  if (language !== "JSONata" || path !== undefined) {
    problems.push(`${where}: ${path ?? "its QueryLanguage"} is JSONPath; only QueryLanguage "JSONata" is supported`);
    return [];
  }
  problems.push(...unknownFields(state, ["Type", "Comment", "QueryLanguage", ...allowed], where));
  problems.push(...expressionProblems(state, where));
  const targets: string[] = [];
  problems.push(...recoveryProblems(state, where, targets));
  if (allowed.includes("End")) validateLeaving(state, where, targets, problems);
  if (state["Assign"] !== undefined && !isJsonObject(state["Assign"]))
    problems.push(`${where}: Assign must be an object`);
  if (type === "Task") validateTask(state, where, validation);
  if (type === "Choice") validateChoices(state, where, targets, problems);
  if (type === "Wait" && "Seconds" in state === "Timestamp" in state) {
    problems.push(`${where}: needs exactly one of Seconds and Timestamp`);
  }
  if (type === "Parallel") validateBranches(state, where, language, validation);
  if (type === "Map") validateProcessor(state, where, language, validation);
  return targets;
}

function validateLeaving(state: Fields, where: string, targets: string[], problems: string[]): void {
  const { Next: next, End: end } = state;
  if ((typeof next === "string") === (end === true) || (next !== undefined && typeof next !== "string")) {
    problems.push(`${where}: needs either Next, which names a state, or End true`);
  }
  if (typeof next === "string") targets.push(next);
}

function validateTask(state: Fields, where: string, { problems, integrations, calls }: Validation): void {
  const resource = state["Resource"];
  const read = typeof resource === "string" ? readResource(resource) : undefined;
  if (read === undefined) {
    const forms = "arn:aws:states:::SERVICE:ACTION, arn:aws:states:::aws-sdk:SERVICE:ACTION, .waitForTaskToken";
    problems.push(`${where}: Resource ${JSON.stringify(resource)} is not supported; ${forms} are`);
  } else {
    calls.add(read.arn);
    if (integrations !== undefined && handlerFor(integrations, read.arn) === undefined) {
      problems.push(`${where}: nothing here carries out ${read.arn}`);
    }
  }
  const credentials = state["Credentials"];
  if (credentials !== undefined) {
    const named = isJsonObject(credentials) && typeof credentials["RoleArn"] === "string";
    if (!named || Object.keys(credentials).length !== 1) problems.push(`${where}: Credentials must be one RoleArn`);
  }
  if (state["HeartbeatSeconds"] !== undefined && read?.waitForTaskToken === false) {
    problems.push(`${where}: HeartbeatSeconds needs a Resource with .waitForTaskToken here`);
  }
}

function validateChoices(state: Fields, where: string, targets: string[], problems: string[]): void {
  const choices = objectsIn(state, "Choices", where, problems);
  if (choices.length === 0) problems.push(`${where}: needs at least one choice`);
  for (const [index, choice] of choices.entries()) {
    const at = `${where}: Choices[${index}]`;
    problems.push(...unknownFields(choice, choiceFields, at), ...expressionProblems(choice, at));
    if (choice["Condition"] === undefined) problems.push(`${at}: needs a Condition`);
    if (typeof choice["Next"] === "string") targets.push(choice["Next"]);
    else problems.push(`${at}: Next must name a state`);
  }
  if (typeof state["Default"] === "string") targets.push(state["Default"]);
}

function validateBranches(state: Fields, where: string, language: unknown, validation: Validation): void {
  const branches = objectsIn(state, "Branches", where, validation.problems);
  if (branches.length === 0) validation.problems.push(`${where}: needs at least one branch`);
  for (const [index, branch] of branches.entries()) {
    const at = `${where}: Branches[${index}]`;
    validation.problems.push(...unknownFields(branch, blockFields, at));
    validateBlock(branch, at, language, validation);
  }
}

function validateProcessor(state: Fields, where: string, language: unknown, validation: Validation): void {
  const processor = state["ItemProcessor"];
  if (!isJsonObject(processor)) {
    validation.problems.push(`${where}: ItemProcessor must be an object`);
    return;
  }
  const at = `${where}: ItemProcessor`;
  validation.problems.push(...unknownFields(processor, processorFields, at));
  const config = processor["ProcessorConfig"];
  const mode = isJsonObject(config) ? (config["Mode"] ?? "INLINE") : "INLINE";
  if (mode !== "INLINE") validation.problems.push(`${at}: Mode ${JSON.stringify(mode)} is not supported; INLINE is`);
  validateBlock(processor, at, language, validation);
}
