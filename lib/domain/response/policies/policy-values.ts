import { printable } from "../../event/printable.ts";

/**
 * Values that go into a policy come from records, and records are written by whoever makes calls. Each is checked
 * against the alphabet that AWS gives its kind. None of these lets `*`, `?` or `$` through, so no value can become a
 * wildcard or a policy variable.
 */
const kinds = {
  accountId: { pattern: /^\d{12}$/, allowed: "an account id of 12 digits" },
  roleSession: {
    pattern: /^AROA[A-Z0-9]{12,124}:[\w+=,.@-]{2,64}$/,
    allowed: "a role's unique id and a session name, as in AROAEXAMPLEEXAMPLE123:build (userIdentity.principalId)",
  },
  instant: {
    pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/,
    allowed: "an instant in UTC, as in 2026-01-31T07:00:30.000Z",
  },
  principalArn: {
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:(?:root|(?:user|role)\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64})$/,
    allowed: "the ARN of a role, a user or an account's root, without wildcards, and not of a session",
  },
  instanceArn: {
    pattern: /^arn:aws[a-z-]*:ec2:[a-z]{2}[a-z0-9-]+:\d{12}:instance\/i-[0-9a-f]{8,17}$/,
    allowed: "the ARN of an EC2 instance",
  },
  vpcId: { pattern: /^vpc-[0-9a-f]{8,17}$/, allowed: "the id of a VPC, as in vpc-0123456789abcdef0" },
  address: {
    pattern:
      /^(?:(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$|\/)|(?=$|\/))){4}(?:\/(?:2[4-9]|3[0-2]))?|(?=[^/]*:[^/]*:)[0-9a-fA-F:]{2,39}(?:\/(?:6[4-9]|[7-9]\d|1[01]\d|12[0-8]))?)$/,
    allowed: "an IPv4 address or a network of at most a /24, or an IPv6 address or a network of at most a /64",
  },
  issuer: {
    // IAM allows 255 characters with https://.
    pattern: /^(?=.{3,247}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.-]+)*$/,
    allowed: "an OIDC provider's address without https://, as in token.actions.githubusercontent.com",
  },
  claim: { pattern: /^[a-z][a-z0-9_]{0,63}$/, allowed: "the name of a claim, as in repository_id" },
  claimValue: {
    pattern: /^[\w .,:;@/+=#()'!~-]{1,512}$/,
    allowed: "1 to 512 letters, digits and signs other than * ? $ and quotation marks",
  },
  kubernetesName: {
    pattern: /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
    allowed: "a Kubernetes name: small letters, digits, dots and hyphens",
  },
  certificateName: {
    pattern: /^[\w .,:@/+=-]{1,256}$/,
    allowed: "a certificate's common name of letters, digits and . , : @ / + = _ - and spaces",
  },
} as const;

export type ValueKind = keyof typeof kinds;

/** Whether a value is of its kind. */
export const isPolicyValue = (kind: ValueKind, value: unknown): value is string =>
  typeof value === "string" && kinds[kind].pattern.test(value) && (kind !== "instant" || isInstant(value));

/** The alphabet of a kind, for definitions that check it again where a playbook runs. */
export const patternOf = (kind: ValueKind): RegExp => kinds[kind].pattern;

/** The value where it is of its kind. Throws an error that says which value, what it was and what is allowed. */
export function policyValue(kind: ValueKind, value: unknown): string {
  if (isPolicyValue(kind, value)) return value;
  const { allowed } = kinds[kind];
  const given = typeof value === "string" ? `"${printable(value, 120)}"` : value === null ? "null" : typeof value;
  throw new Error(`No policy is made of ${given}: allowed is ${allowed}. Nothing was changed.`);
}

/** Each value once, checked, in the order given. Throws where there is none. */
export function policyValues(kind: ValueKind, values: readonly unknown[]): readonly string[] {
  const checked = [...new Set(values.map((value) => policyValue(kind, value)))];
  if (checked.length > 0) return checked;
  throw new Error(`No policy is made of an empty list: needed is ${kinds[kind].allowed}. Nothing was changed.`);
}

/** Throws where a policy is larger than the room there is, in characters as IAM counts them. */
export function refuseBeyond(size: number, room: number, what: string): void {
  if (size <= room) return;
  throw new Error(
    `${what} takes ${size} characters, and ${room} are left. Nothing was changed. Choose a wider measure, such as a managed policy.`,
  );
}

/** Refuses a 31st of February, which JavaScript would carry over into March. */
function isInstant(text: string): boolean {
  const milliseconds = Date.parse(text);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 19) === text.slice(0, 19);
}
