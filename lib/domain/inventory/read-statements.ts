import { fitsIamPattern } from "./iam-pattern.ts";

/** One statement of a policy, as far as an inventory weighs it. */
export interface Statement {
  readonly isAllow: boolean;
  /** In lower case: IAM does not tell the cases of actions apart. */
  readonly actions: readonly string[];
  readonly allActionsBut: boolean;
  readonly resources: readonly string[];
  readonly allResourcesBut: boolean;
  /** Of a trust policy: values by type (`AWS`, `Service`, `Federated`). */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly allPrincipalsBut: boolean;
  readonly hasConditions: boolean;
}

/**
 * The statements of a policy's JSON text. Undefined where it is not a policy that is understood: half of one would
 * show rights that are not there, or hide some that are.
 */
export function readStatements(document: string | undefined): readonly Statement[] | undefined {
  if (document === undefined) return undefined;
  try {
    const root: unknown = JSON.parse(document);
    if (!isRecord(root)) return undefined;
    const given = root["Statement"];
    const statements = (Array.isArray(given) ? given : [given]).map(readStatement);
    return statements.every((one) => one !== undefined) ? statements : undefined;
  } catch {
    return undefined;
  }
}

function readStatement(value: unknown): Statement | undefined {
  if (!isRecord(value)) return undefined;
  const effect = value["Effect"];
  const actions = texts(value["Action"] ?? value["NotAction"]);
  const resources = texts(value["Resource"] ?? value["NotResource"] ?? []);
  const principals = principalsOf(value["Principal"] ?? value["NotPrincipal"]);
  if ((effect !== "Allow" && effect !== "Deny") || actions === undefined || actions.length === 0) return undefined;
  if (resources === undefined || principals === undefined) return undefined;
  const condition = value["Condition"];
  return {
    isAllow: effect === "Allow",
    actions: actions.map((action) => action.toLowerCase()),
    allActionsBut: value["Action"] === undefined,
    resources,
    allResourcesBut: value["NotResource"] !== undefined,
    principals,
    allPrincipalsBut: value["NotPrincipal"] !== undefined,
    hasConditions: condition !== undefined && !(isRecord(condition) && Object.keys(condition).length === 0),
  };
}

function principalsOf(value: unknown): Record<string, readonly string[]> | undefined {
  if (value === undefined) return {};
  if (typeof value === "string") return { AWS: [value] };
  if (!isRecord(value)) return undefined;
  const read = Object.entries(value).map(([type, named]) => [type, texts(named)] as const);
  return read.every(([, named]) => named !== undefined)
    ? Object.fromEntries(read.map(([type, named]) => [type, named ?? []]))
    : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === "string") ? list : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a statement is about an action; `action` in lower case. */
export const isAboutAction = ({ actions, allActionsBut }: Statement, action: string): boolean =>
  actions.some((pattern) => fitsIamPattern(pattern, action)) !== allActionsBut;

/** Whether a statement is about a resource. `ownName` stands where a policy writes the caller's name. */
export const isAboutResource = (
  { resources, allResourcesBut }: Statement,
  resource: string,
  ownName: string,
): boolean => resources.some((pattern) => fitsIamPattern(withOwnName(pattern, ownName), resource)) !== allResourcesBut;

const withOwnName = (pattern: string, ownName: string): string =>
  pattern.includes("${") ? pattern.replace(/\$\{aws:username\}/gi, ownName) : pattern;
