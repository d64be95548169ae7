import { canaryName } from "../domain/response/canary.ts";

/** Fixed names of what is deployed, where two stacks, two accounts or the stack and a handler must agree on them. */
export const names = {
  /** The event bus in the home region that other regions and accounts forward to. */
  bus: "nhi-warden",
  /** IAM path of every role of the warden. The default policy and the responders' own deny protect it. */
  rolePath: "/nhi-warden/",
  /**
   * IAM path of the user and the role that the daily drill contains, both called `canary`. Not the warden's own path.
   */
  canaryPath: "/nhi-warden-canary/",
  canary: canaryName,
  /** The state machine of the daily drill: its name goes through `stateMachineName`. */
  drill: "canary-drill",
  /** The state machine that tells people of an execution that ended badly: its name goes through `stateMachineName`. */
  failureNotice: "tell-failure",
  /** The inline policy that revokes a role's older sessions. One a role: a later revocation moves its cut-off. */
  revokePolicy: "NhiWarden-RevokeOlderSessions",
  /** The inline policy that denies single sessions of a role. One a role: the list of sessions grows and shrinks. */
  deniedSessionsPolicy: "NhiWarden-DeniedSessions",
  /** With an instance's id behind it, the inline policy that keeps the instance's credentials at their place. */
  pinnedInstancePolicy: "NhiWarden-PinnedInstance-",
  /** A role or user with this tag set to `true` is never changed. */
  protectedTag: "nhi-warden:protected",
  /** Of security groups that were set up to isolate instances: `true`. */
  isolationTag: "nhi-warden:isolation",
  /** On a user or role under the guard policy: `full` denies it everything, `nopersist` whatever would outlast it. */
  quarantineTag: "nhi-warden:quarantine",
  /** On a role under the guard policy: the name of the one session that is denied everything. */
  denySessionTag: "nhi-warden:deny-session",
  /** On every contained user or role, the id of its containment: the guard policy lets nobody else change it. */
  incidentTag: "nhi-warden:incident",
  /** Managed policies under `rolePath` in every account that may be acted on. They are attached, never written anew. */
  denyAllPolicy: "NhiWarden-DenyAll",
  denyTemporarySessionsPolicy: "NhiWarden-DenyTemporarySessions",
  quarantineBoundary: "NhiWarden-QuarantineBoundary",
  /**
   * The instance profile under `rolePath` that an instance gets in place of its own, and the role in it, which may
   * nothing.
   */
  quarantinedInstance: "NhiWarden-quarantined-instance",
  /** The service control policy that keeps containments in place. */
  guardPolicy: "NhiWarden-Guard",
  /** Functions of the home account name their sessions of a hand so. */
  sessionPrefix: "nhi-",
  /** The function that takes people's answers; the one that may end a playbook's waiting. */
  approverFunction: "NhiWarden-Approve",
  /**
   * The function that starts containments and releases for people, under the policy in force and their proven names.
   */
  byHandFunction: "NhiWarden-ByHand",
  /**
   * Managed policies of the home account, under `rolePath`, for people: to answer, and to contain and release by hand.
   */
  approverPolicy: "NhiWardenApprover",
  responderPolicy: "NhiWardenResponderOperator",
} as const;

/** Role that carries out one playbook's changes, in every account it may act on. */
export const responderRoleName = (playbook: string) => `NhiWarden-${playbook}`;

/** Role of the state machine, in the home account; the only one that a responder role trusts. */
export const machineRoleName = (playbook: string) => `NhiWardenMachine-${playbook}`;

/** What functions of the home account may take in an account: one role for each, which none shares with another. */
export const hands = ["attach", "write", "restore"] as const;
export type Hand = (typeof hands)[number];

/** Role in every account that may be acted on. */
export const handRoleName = (hand: Hand) => `NhiWardenHand-${hand}`;

/** Reads CloudTrail's event history of a member account; the sweep function of the home account alone takes it. */
export const sweepRoleName = "NhiWarden-sweep";
export const sweeperRoleName = "NhiWardenSweeper";

/** Reads the IAM of a member account; the inventory function of the home account alone takes it. */
export const inventoryRoleName = "NhiWarden-inventory";
export const inventoryTakerRoleName = "NhiWardenInventory";

/**
 * What functions send to members' roles where the deployment did not choose an external id. No secret: the names tell
 * it too.
 */
export const defaultExternalId = (homeAccount: string) => `nhi-warden-${homeAccount}`;

/** The stack of a member account. */
export const memberStackName = "NhiWarden-Responder";

/** Role of the function in the home account that alone may take that hand. */
export const operatorRoleName = (hand: Hand) => `NhiWardenOperator-${hand}`;

/** State machine of a playbook, in the home account, and of its release. */
export const stateMachineName = (playbook: string) => `NhiWarden-${playbook}`;
export const releaseMachineName = (playbook: string) => `NhiWarden-release-${playbook}`;
