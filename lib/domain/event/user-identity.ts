import type { CloudTrailRecord, SessionContext, UserIdentity } from "./activity.ts";

type Fields = Readonly<Record<string, unknown>>;

const nobody: UserIdentity = Object.freeze({});

/**
 * The record's `userIdentity` with every field that the warden reads of its documented type. A field of another type
 * counts as absent. The record's own object is handed on where nothing in it is bent, which is nearly always.
 *
 * `sessionCredentialFromConsole` stands beside `userIdentity` in the record; here it is part of the session's context.
 */
export function readUserIdentity(record: CloudTrailRecord): UserIdentity {
  const raw = record["userIdentity"];
  const fromConsole = record["sessionCredentialFromConsole"];
  if (!isFields(raw)) return nobody;
  if (fromConsole === undefined && (sharedOf(raw) !== undefined || isStraight(raw))) return raw as UserIdentity;
  return straighten(raw, text(fromConsole) ?? (fromConsole === true ? "true" : undefined));
}

/** What was worked out of an identity that many records share; undefined as long as nothing was. */
export interface Shared {
  found: object | undefined;
}

/** Marks identities that were looked through before. JSON cannot give it to anything. */
const mark = Symbol("shared");

/**
 * Marks a `userIdentity` that many records will share where nothing in it is bent, so that it is looked through once.
 * What it says stays as it is.
 */
export function markIfStraight(user: unknown): void {
  if (isFields(user) && isStraight(user)) Object.defineProperty(user, mark, { value: { found: undefined } });
}

/** Where to keep what is worked out of an identity, for the next record that shares it; undefined where none does. */
export const sharedOf = (user: object): Shared | undefined => (user as { readonly [mark]?: Shared })[mark];

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" || value === undefined;
}

function isStraight(user: Fields): boolean {
  return (
    isText(user["type"]) &&
    isText(user["principalId"]) &&
    isText(user["arn"]) &&
    isText(user["accountId"]) &&
    isText(user["accessKeyId"]) &&
    isText(user["userName"]) &&
    isText(user["invokedBy"]) &&
    isText(user["identityProvider"]) &&
    (user["sessionContext"] === undefined || isStraightContext(user["sessionContext"])) &&
    (user["inScopeOf"] === undefined || isStraightPair(user["inScopeOf"], "issuerType", "credentialsIssuedTo")) &&
    (user["onBehalfOf"] === undefined || isStraightPair(user["onBehalfOf"], "userId", "identityStoreArn"))
  );
}

function isStraightPair(value: unknown, first: string, second: string): boolean {
  return isFields(value) && isText(value[first]) && isText(value[second]);
}

function isStraightContext(context: unknown): boolean {
  if (!isFields(context)) return false;
  const issuer = context["sessionIssuer"];
  const federation = context["webIdFederationData"];
  const attributes = context["attributes"];
  return (
    isText(context["sourceIdentity"]) &&
    isText(context["ec2RoleDelivery"]) &&
    isText(context["sessionCredentialFromConsole"]) &&
    (issuer === undefined ||
      (isFields(issuer) &&
        isText(issuer["type"]) &&
        isText(issuer["principalId"]) &&
        isText(issuer["arn"]) &&
        isText(issuer["accountId"]) &&
        isText(issuer["userName"]))) &&
    (federation === undefined ||
      (isFields(federation) &&
        isText(federation["federatedProvider"]) &&
        (federation["attributes"] === undefined || isFields(federation["attributes"])))) &&
    (attributes === undefined ||
      (isFields(attributes) &&
        isText(attributes["creationDate"]) &&
        isText(attributes["mfaAuthenticated"]) &&
        attributes["sessionCredentialFromConsole"] === undefined))
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A copy of the named fields that are text; undefined when the value is not an object. */
function textsOf<Name extends string>(value: unknown, names: readonly Name[]): { [name in Name]?: string } | undefined {
  if (!isFields(value)) return undefined;
  const copy: { [name in Name]?: string } = {};
  for (const name of names) {
    const item = value[name];
    if (typeof item === "string") copy[name] = item;
  }
  return copy;
}

const userTexts = [
  "type",
  "principalId",
  "arn",
  "accountId",
  "accessKeyId",
  "userName",
  "invokedBy",
  "identityProvider",
] as const;

function straighten(user: Fields, fromConsole: string | undefined): UserIdentity {
  const context = straightenContext(user["sessionContext"], fromConsole);
  const scope = textsOf(user["inScopeOf"], ["issuerType", "credentialsIssuedTo"] as const);
  const behalf = textsOf(user["onBehalfOf"], ["userId", "identityStoreArn"] as const);
  return {
    ...textsOf(user, userTexts),
    ...(context === undefined ? {} : { sessionContext: context }),
    ...(scope === undefined ? {} : { inScopeOf: scope }),
    ...(behalf === undefined ? {} : { onBehalfOf: behalf }),
  };
}

function straightenContext(value: unknown, fromConsole: string | undefined): SessionContext | undefined {
  const context = isFields(value) ? value : {};
  const issuer = textsOf(context["sessionIssuer"], ["type", "principalId", "arn", "accountId", "userName"] as const);
  const attributes = textsOf(context["attributes"], ["creationDate", "mfaAuthenticated"] as const);
  const federation = straightenFederation(context["webIdFederationData"]);
  const flag = fromConsole ?? text(context["sessionCredentialFromConsole"]) ?? flagAmong(context["attributes"]);
  if (!isFields(value) && flag === undefined) return undefined;
  return {
    ...textsOf(context, ["sourceIdentity", "ec2RoleDelivery"] as const),
    ...(issuer === undefined ? {} : { sessionIssuer: issuer }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(federation === undefined ? {} : { webIdFederationData: federation }),
    ...(flag === undefined ? {} : { sessionCredentialFromConsole: flag }),
  };
}

/** Some services write the flag among the session's attributes. */
function flagAmong(attributes: unknown): string | undefined {
  return isFields(attributes) ? text(attributes["sessionCredentialFromConsole"]) : undefined;
}

function straightenFederation(value: unknown): { federatedProvider?: string; attributes?: object } | undefined {
  if (!isFields(value)) return undefined;
  const attributes = value["attributes"];
  return {
    ...textsOf(value, ["federatedProvider"] as const),
    ...(isFields(attributes) ? { attributes } : {}),
  };
}
