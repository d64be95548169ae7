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
  ...resourcePlaybooks,
] as const;
export type PlaybookName = (typeof playbookNames)[number];

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
    };

/** How much a playbook stops, from least to most: one long-term credential, sessions, everything the principal does. */
export const playbookScopes = ["credential", "session", "identity"] as const;
export type PlaybookScope = (typeof playbookScopes)[number];

/**
 * `revoke-role-sessions` stops every workload of the role at once, so that it counts as wide as a quarantine, and so does
 * what stops a workload itself.
 */
export const playbookScope: Readonly<Record<PlaybookName, PlaybookScope>> = {
  "disable-access-key": "credential",
  "revoke-user-sessions": "session",
  "quarantine-user": "identity",
  "deny-role-session": "session",
  "revoke-role-sessions": "identity",
  "quarantine-role": "identity",
  "stop-function": "identity",
  "isolate-instance": "identity",
  "disable-trust-profile": "identity",
  "restrict-pod-identity": "identity",
  "rotate-secret": "identity",
  "stop-task": "identity",
};

/** Playbooks on one principal from the weakest to the strongest: each holds where the one before was not enough. */
export const playbookLadders: readonly (readonly PlaybookName[])[] = [
  ["deny-role-session", "revoke-role-sessions", "quarantine-role"],
  ["disable-access-key", "revoke-user-sessions", "quarantine-user"],
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
