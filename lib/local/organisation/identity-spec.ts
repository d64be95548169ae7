import type { IdentityKind } from "../../domain/identity/identity.ts";
import type { Account } from "./accounts.ts";
import type { CredentialSource } from "./credentials/credential.ts";
import type { Network } from "./networks.ts";
import type { Census, Pattern } from "./patterns/pattern.ts";
import type { Script } from "./script.ts";
import type { UserAgent } from "./user-agents.ts";

/** What the whole organisation is made from. */
export interface World {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly density: number;
}

/** One habit: when, what, from where, with which software, in which region. */
export interface Behaviour {
  readonly pattern: Pattern;
  readonly script: Script;
  readonly network: Network;
  readonly userAgent: UserAgent;
  /** Where it is not the account's own region. */
  readonly region?: string;
}

/** An identity as the organisation knows it, for people and for the simulated account. */
export interface DescribedIdentity {
  /** ARN of the user or the role, or `service:` and the service's name; the key that the warden uses. */
  readonly key: string;
  readonly kind: IdentityKind;
  readonly name: string;
  readonly accountId: string;
  /** `AROA…` or `AIDA…`; undefined for AWS services. */
  readonly principalId: string | undefined;
  /** Access keys of a user over time, oldest first; empty for anything else. */
  readonly accessKeyIds: readonly string[];
  /** Team that answers for it. */
  readonly owner: string;
  /** One clause: what it is for. */
  readonly purpose: string;
  /** Who may take the role: a service, an OIDC provider and subject, an account; "" for users. */
  readonly trusts: string;
  /** IAM action patterns that its policies allow; more than it uses, as in most accounts. */
  readonly permits: readonly string[];
}

/** An identity and what it does. */
export interface IdentitySpec {
  readonly described: DescribedIdentity;
  readonly account: Account;
  readonly behaviours: readonly Behaviour[];
  /** A new source of credentials for each stream, so that streams do not share state. */
  readonly credentials: (census: Census) => CredentialSource;
  /** Things that changed on purpose, for whoever wants to know why a benign record is new. */
  readonly changes?: readonly { readonly atMs: number; readonly what: string }[];
}
