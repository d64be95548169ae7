import type { AccountState, Principal, Role, User } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";

/** Parameters in PascalCase, as the API takes them. */
export type Parameters = Readonly<Record<string, unknown>>;
export type Response = Readonly<Record<string, unknown>>;

export interface LastUse {
  readonly timeMs: number;
  readonly service: string;
  readonly region: string;
}

/** What an operation may know besides the state. */
export interface OperationContext {
  readonly accountId: string;
  readonly nowMs: number;
  /** A new unique id: the prefix (AKIA, AIDA, AROA) and letters, ending in EXAMPLE. */
  readonly newId: (prefix: string) => string;
  readonly lastUseOf: (accessKeyId: string) => LastUse | undefined;
}

export interface OperationResult {
  /** The next state; absent where the operation only reads. */
  readonly state?: AccountState;
  readonly response: Response;
}

/** One IAM API operation as a pure step from state to state. Throws IamError as the API would answer. */
export interface Operation {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly run: (state: AccountState, parameters: Parameters, context: OperationContext) => OperationResult;
}

export type Operations = Readonly<Record<string, Operation>>;

/** Seconds are CloudTrail's and the API's resolution. */
export const isoSeconds = (timeMs: number) => new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, "Z");

/** Throws unless every required parameter is there and no parameter is unknown. */
export function checkParameters(name: string, operation: Operation, parameters: Parameters): void {
  const missing = operation.required.find((key) => parameters[key] === undefined);
  if (missing !== undefined) throw new IamError("ValidationError", `${name} needs the parameter ${missing}.`);
  const allowed = [...operation.required, ...operation.optional];
  const unknown = Object.keys(parameters).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw new IamError("ValidationError", `${name} has no parameter ${unknown}; it takes ${allowed.join(", ")}.`);
  }
}

export function text(parameters: Parameters, key: string): string {
  const value = parameters[key];
  if (typeof value === "string" && value !== "") return value;
  throw new IamError("ValidationError", `${key} is ${JSON.stringify(value) ?? "missing"}; text is needed.`);
}

export function optionalText(parameters: Parameters, key: string): string | undefined {
  return parameters[key] === undefined ? undefined : text(parameters, key);
}

export function textList(parameters: Parameters, key: string): readonly string[] {
  const value = parameters[key];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new IamError("ValidationError", `${key} is ${JSON.stringify(value) ?? "missing"}; a list of text is needed.`);
}

/** IAM's own name rule: 1 to `longest` letters, digits and +=,.@-_ */
export function entityName(parameters: Parameters, key: string, longest: number): string {
  const name = text(parameters, key);
  if (name.length <= longest && /^[\w+=,.@-]+$/.test(name)) return name;
  throw new IamError(
    "ValidationError",
    `${key} ${JSON.stringify(name)} is not valid; 1 to ${longest} of letters, digits and +=,.@_- are.`,
  );
}

export function userNamed(state: AccountState, name: string): User {
  const user = state.users.get(name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name}`);
  return user;
}

export function roleNamed(state: AccountState, name: string): Role {
  const role = state.roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name}`);
  return role;
}

/** Service-linked and IAM Identity Center roles: nobody but AWS changes them. */
export function changeable<P extends Principal>(principal: P): P {
  if (/^\/aws-(service-role|reserved)\//.test(principal.path)) {
    throw new IamError(
      "UnmodifiableEntity",
      `Cannot perform the operation on the protected role '${principal.name}' - this role is only modifiable by AWS`,
    );
  }
  return principal;
}

/** One page of a list, by MaxItems and Marker, in the API's own fields. */
export function page(parameters: Parameters, field: string, items: readonly unknown[]): Response {
  const start = Number(optionalText(parameters, "Marker") ?? "0");
  const size = Number(parameters["MaxItems"] ?? 100);
  if (!Number.isInteger(start) || !Number.isInteger(size) || size < 1 || size > 1_000) {
    throw new IamError("ValidationError", "MaxItems must be 1 to 1,000 and Marker one that a list answered with.");
  }
  const end = start + size;
  const rest = end < items.length;
  return { [field]: items.slice(start, end), IsTruncated: rest, ...(rest ? { Marker: String(end) } : {}) };
}

/** The `Status` that a credential is to get. Throws as IAM where it is another word. */
export function statusIn(parameters: Parameters): "Active" | "Inactive" {
  const status = text(parameters, "Status");
  if (status === "Active" || status === "Inactive") return status;
  throw new IamError("ValidationError", `Status is ${JSON.stringify(status)}; Active and Inactive are allowed.`);
}
