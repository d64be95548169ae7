import { type ResourceTarget, resourcePlaybooks } from "./resource-target.ts";

/**
 * What the warden does about an identity, from least to most: learn only, queue it for a person, tell people,
 * ask a person to approve a containment, contain.
 */
export const responses = ["observe", "review", "alert", "ask", "contain"] as const;
export type ResponseAction = (typeof responses)[number];

export const playbookNames = [
  "disable-access-key",
  "revoke-user-sessions",
  "quarantine-user",
  "deny-role-session",
  "revoke-role-sessions",
  "quarantine-role",
  "pin-instance-location",
  "disable-service-credential",
  "deny-oidc-claim",
  "deny-service-account",
  "deny-foreign-principal",
  ...resourcePlaybooks,
] as const;
export type PlaybookName = (typeof playbookNames)[number];

/** Those that refuse somebody new sessions of a role. Only people start them. */
export const trustPlaybooks = ["deny-oidc-claim", "deny-service-account", "deny-foreign-principal"] as const;
export type TrustPlaybook = (typeof trustPlaybooks)[number];

/** The one credential, principal or resource that a playbook acts on. */
export type ContainmentTarget = PrincipalTarget | ResourceTarget;

export type PrincipalTarget =
  | {
      readonly playbook: "disable-access-key";
      readonly accountId: string;
      readonly userName: string;
      /** `AKIA…`: a long-term key. */
      readonly accessKeyId: string;
    }
  | {
      readonly playbook: "revoke-user-sessions" | "quarantine-user";
      readonly accountId: string;
      readonly userName: string;
    }
  | {
      readonly playbook: "deny-role-session";
      readonly accountId: string;
      readonly roleName: string;
      /** `AROA…:session-name`, as `aws:userid` and CloudTrail's `principalId` have it. */
      readonly principalId: string;
    }
  | {
      readonly playbook: "revoke-role-sessions" | "quarantine-role";
      readonly accountId: string;
      readonly roleName: string;
    }
  | {
      readonly playbook: "pin-instance-location";
      readonly accountId: string;
      readonly roleName: string;
      /** `arn:aws:ec2:…:instance/i-…`, in the same account: what `ec2:SourceInstanceARN` holds. */
      readonly instanceArn: string;
      readonly vpcId: string;
      /**
       * Public addresses that the instance calls from, at most `mostAddresses`; none where its VPC has endpoints only.
       */
      readonly addresses: readonly string[];
    }
  | {
      readonly playbook: "disable-service-credential";
      readonly accountId: string;
      readonly userName: string;
      /** `ACCA…`: a user's credential for one service, such as a long-term API key of Bedrock. */
      readonly serviceSpecificCredentialId: string;
    }
  | TrustTarget;

/** Who is to get no new session of a role: what a role's trust policy can tell apart. */
export type TrustTarget =
  | {
      readonly playbook: "deny-oidc-claim";
      readonly accountId: string;
      readonly roleName: string;
      /** The OIDC provider without https://, as in `token.actions.githubusercontent.com`. */
      readonly provider: string;
      /** `sub`, or a claim that STS offers for this provider, as in `repository_id`. */
      readonly claim: string;
      readonly claimValue: string;
    }
  | {
      readonly playbook: "deny-service-account";
      readonly accountId: string;
      readonly roleName: string;
      /** The cluster's OIDC provider without https://. */
      readonly provider: string;
      readonly namespace: string;
      readonly serviceAccount: string;
    }
  | {
      readonly playbook: "deny-foreign-principal";
      readonly accountId: string;
      readonly roleName: string;
      /** ARN of a user or role of another account, or of that account's root for everybody in it. */
      readonly principalArn: string;
    };

/**
 * How much a playbook stops, from least to most: one long-term credential or one way to new sessions, sessions,
 * everything the principal does.
 */
export const playbookScopes = ["credential", "session", "identity"] as const;
export type PlaybookScope = (typeof playbookScopes)[number];

/**
 * `revoke-role-sessions` stops every workload of the role at once, so that it counts as wide as a quarantine, and so
 * does what stops a workload itself.
 */
export const playbookScope: Readonly<Record<PlaybookName, PlaybookScope>> = {
  "disable-access-key": "credential",
  "revoke-user-sessions": "session",
  "quarantine-user": "identity",
  "deny-role-session": "session",
  "revoke-role-sessions": "identity",
  "quarantine-role": "identity",
  // The instance works on; whoever took its credentials does not.
  "pin-instance-location": "session",
  "disable-service-credential": "credential",
  "deny-oidc-claim": "credential",
  "deny-service-account": "credential",
  "deny-foreign-principal": "credential",
  "stop-function": "identity",
  "recycle-function": "identity",
  "isolate-instance": "identity",
  "swap-instance-profile": "identity",
  "disable-trust-profile": "identity",
  // The other certificates work on.
  "restrict-trust-profile": "credential",
  "restrict-pod-identity": "identity",
  "rotate-secret": "identity",
  "stop-task": "identity",
  "stop-agent-session": "identity",
};

/**
 * Playbooks on one principal from the weakest to the strongest: each holds where the one before was not enough. One
 * that stands on several ladders is on the first that names it.
 */
export const playbookLadders: readonly (readonly PlaybookName[])[] = [
  ["deny-role-session", "revoke-role-sessions", "quarantine-role"],
  ["disable-access-key", "revoke-user-sessions", "quarantine-user"],
  ["pin-instance-location", "revoke-role-sessions", "quarantine-role"],
  // Of a user's temporary sessions none comes from such a credential: only the whole user is stronger.
  ["disable-service-credential", "quarantine-user"],
  ["restrict-trust-profile", "disable-trust-profile"],
  ...resourcePlaybooks.map((name) => [name]),
];

/** Pure data: the shell carries it out. */
export interface Decision {
  readonly action: ResponseAction;
  /** Sentences for people: which threshold, which families, why not more. */
  readonly reasons: readonly string[];
  /** Set when the action is ask or contain. */
  readonly target: ContainmentTarget | undefined;
}
