import { IamError } from "./iam-error.ts";

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** NotAction: the statement is about every action but these. */
  readonly actionsExcluded: boolean;
  /** Undefined in a trust policy, which has no Resource. */
  readonly resources: readonly string[] | undefined;
  readonly resourcesExcluded: boolean;
  /** Principal element of a trust policy: type (AWS, Service, Federated) to values; `*` alone is `{ AWS: ["*"] }`. */
  readonly principals: Readonly<Record<string, readonly string[]>> | undefined;
  /** Operator, then condition key, then values. */
  readonly condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface PolicyDocument {
  /** Policy variables are only read in version 2012-10-17. */
  readonly variables: boolean;
  readonly statements: readonly PolicyStatement[];
}

const parsed = new Map<string, PolicyDocument>();

/**
 * Reads the JSON text of a policy. Throws IamError MalformedPolicyDocument with what is wrong.
 * An element that is not known is an error too: a policy is never half understood.
 */
export function parsePolicy(text: string, kind: "identity" | "trust" = "identity"): PolicyDocument {
  const cacheKey = kind + text;
  const known = parsed.get(cacheKey);
  if (known !== undefined) return known;
  const document = readDocument(text, kind);
  if (parsed.size > 2_000) parsed.clear();
  parsed.set(cacheKey, document);
  return document;
}

function readDocument(text: string, kind: "identity" | "trust"): PolicyDocument {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    throw malformed("the document is not JSON");
  }
  const document = object(root, "the document");
  onlyKnown(document, ["Version", "Id", "Statement"], "the document");
  const version = document["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformed(`Version is ${JSON.stringify(version)}; 2012-10-17 and 2008-10-17 are allowed`);
  }
  const statements = Array.isArray(document["Statement"]) ? document["Statement"] : [document["Statement"]];
  return { variables: version === "2012-10-17", statements: statements.map((s, i) => readStatement(s, i, kind)) };
}

const elements = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"];

function readStatement(value: unknown, index: number, kind: "identity" | "trust"): PolicyStatement {
  const where = `statement ${index}`;
  const statement = object(value, where);
  onlyKnown(statement, elements, where);
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw malformed(`${where} has Effect ${JSON.stringify(effect)}`);
  const actions = oneOf(statement, "Action", "NotAction", where);
  const trust = kind === "trust";
  if (trust !== "Principal" in statement) throw malformed(`${where}: Principal belongs into trust policies only`);
  if (trust && ("Resource" in statement || "NotResource" in statement)) {
    throw malformed(`${where}: a trust policy has no Resource`);
  }
  const resources = trust ? undefined : oneOf(statement, "Resource", "NotResource", where);
  return {
    sid: typeof statement["Sid"] === "string" ? statement["Sid"] : undefined,
    effect,
    actions: actions.values,
    actionsExcluded: actions.excluded,
    resources: resources?.values,
    resourcesExcluded: resources?.excluded ?? false,
    principals: trust ? readPrincipals(statement["Principal"], where) : undefined,
    condition: readCondition(statement["Condition"], where),
  };
}

function readPrincipals(value: unknown, where: string): Record<string, readonly string[]> {
  if (value === "*") return { AWS: ["*"] };
  const found = object(value, `Principal of ${where}`);
  onlyKnown(found, ["AWS", "Service", "Federated"], `Principal of ${where}`);
  return Object.fromEntries(Object.entries(found).map(([type, v]) => [type, texts(v, `Principal of ${where}`)]));
}

function readCondition(value: unknown, where: string): PolicyStatement["condition"] {
  if (value === undefined) return {};
  return Object.fromEntries(
    Object.entries(object(value, `Condition of ${where}`)).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(object(keys, `${operator} of ${where}`)).map(([key, values]) => [
          key,
          texts(values, `${operator} ${key} of ${where}`),
        ]),
      ),
    ]),
  );
}

function oneOf(statement: Record<string, unknown>, name: string, not: string, where: string) {
  if (name in statement === not in statement) throw malformed(`${where} needs exactly one of ${name} and ${not}`);
  const excluded = not in statement;
  return { values: texts(statement[excluded ? not : name], `${excluded ? not : name} of ${where}`), excluded };
}

function texts(value: unknown, where: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "boolean" || typeof item === "number") return String(item);
    throw malformed(`${where} holds ${JSON.stringify(item) ?? "nothing"}; text is allowed`);
  });
}

function object(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${where} is not an object`);
  return value as Record<string, unknown>;
}

function onlyKnown(value: Record<string, unknown>, allowed: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined)
    throw malformed(`${where} has ${JSON.stringify(unknown)}; allowed are ${allowed.join(", ")}`);
}

const malformed = (what: string) => new IamError("MalformedPolicyDocument", `Syntax errors in policy: ${what}.`);
