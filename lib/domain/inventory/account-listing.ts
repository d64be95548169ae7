/** What IAM said of one account, as values. Documents are JSON text; undefined where one could not be decoded. */
export interface AccountListing {
  /** When reading began, milliseconds since 1970. */
  readonly readAtMs: number;
  readonly users: readonly ListedUser[];
  readonly roles: readonly ListedRole[];
  readonly groups: readonly ListedGroup[];
  /** Managed policies, AWS's own and the account's. One that is attached and not in here is not known. */
  readonly policies: readonly ListedPolicy[];
  /** Sentences for people: what could not be read. At most `mostGaps`. */
  readonly gaps: readonly string[];
}

export const mostGaps = 20;

export interface ListedPolicy {
  readonly arn: string;
  /** Of the default version. */
  readonly document: string | undefined;
}

export interface ListedInline {
  readonly name: string;
  readonly document: string | undefined;
}

export interface ListedTag {
  readonly key: string;
  readonly value: string;
}

interface Granted {
  readonly name: string;
  readonly inline: readonly ListedInline[];
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
}

export type ListedGroup = Granted;

interface ListedPrincipal extends Granted {
  readonly arn: string;
  readonly createdMs: number;
  readonly boundaryArn: string | undefined;
  readonly tags: readonly ListedTag[];
}

export interface ListedUser extends ListedPrincipal {
  readonly groups: readonly string[];
  /** Undefined where they could not be read; an empty list says that there are none. */
  readonly keys: readonly ListedKey[] | undefined;
  readonly hasPassword: boolean | undefined;
  readonly hasMfa: boolean | undefined;
}

export interface ListedRole extends ListedPrincipal {
  readonly trust: string | undefined;
  /** Undefined where IAM knows of no use; it remembers 400 days. */
  readonly lastUsedMs: number | undefined;
}

export interface ListedKey {
  readonly accessKeyId: string;
  readonly isActive: boolean;
  readonly createdMs: number;
  /** `never`: IAM knows of no use. Undefined where it could not be asked. */
  readonly lastUsed: { readonly atMs: number; readonly service: string } | "never" | undefined;
}
