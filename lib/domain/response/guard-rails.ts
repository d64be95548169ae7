import type { ApprovalTerms, ContainmentBudgets } from "./containment.ts";
import { type ContainmentTarget, playbookScope, trustPlaybooks } from "./decision.ts";
import { isResourcePlaybook } from "./resource-target.ts";

/**
 * session: the misused session alone, and the role's sessions where another one of it is misused in the same case.
 * sessions: every session of the role at once.
 */
export const roleContainments = ["session", "sessions"] as const;
export type RoleContainment = (typeof roleContainments)[number];

export const expiryOutcomes = ["leave", "contain"] as const;

/** How people are asked before a containment. */
export interface ApprovalRule {
  /** Different people that have to say yes. */
  readonly people: 1 | 2;
  /** The same for what stops a whole role or user, or a workload. */
  readonly peopleForIdentity: 1 | 2;
  /** How long they are waited for. */
  readonly minutes: number;
  readonly onExpiry: (typeof expiryOutcomes)[number];
}

/** What bounds containments. All of it is the deployed file's alone, never set live. */
export interface GuardRails {
  readonly budgets: ContainmentBudgets;
  readonly approval: ApprovalRule;
  readonly containRolesBy: RoleContainment;
  /** After this long the denial of a session is taken back; 0: when somebody releases it. */
  readonly releaseSessionsAfterHours: number;
  /** Patterns over identity keys that production depends on; approvals say so. */
  readonly production: readonly string[];
}

/** A role session lives at most 12 hours: one that is released sooner may outlive its denial. */
export const longestRoleSessionHours = 12;
/** GetSessionToken and GetFederationToken, for an IAM user: at most 36 hours. */
const longestUserSessionHours = 36;

export const defaultGuardRails: GuardRails = {
  budgets: { accountAnHour: 10, overallAnHour: 20 },
  approval: { people: 1, peopleForIdentity: 2, minutes: 60, onExpiry: "leave" },
  containRolesBy: "session",
  releaseSessionsAfterHours: longestRoleSessionHours,
  production: [],
};

/**
 * A quarantine stops a principal altogether, new credentials or not, what stops a workload does the same, and a role's
 * trust decides who may become it: people say yes to all of them, whatever the mode.
 */
export const isNeverAutomatic = ({ playbook }: ContainmentTarget): boolean =>
  playbook === "quarantine-user" ||
  playbook === "quarantine-role" ||
  isResourcePlaybook(playbook) ||
  trustPlaybooks.some((name) => name === playbook);

/** How people are to be asked about this target. */
export function approvalFor({ approval }: GuardRails, { playbook }: ContainmentTarget): ApprovalTerms {
  const { people, peopleForIdentity, minutes, onExpiry } = approval;
  return {
    people: playbookScope[playbook] === "identity" ? peopleForIdentity : people,
    seconds: minutes * 60,
    onExpiry,
  };
}

/**
 * After how many seconds a containment is released by itself; undefined where it holds until somebody releases it.
 * Only the denial of sessions is, and never while the session that it denies may still live.
 */
export function releaseAfterSecondsFor({ releaseSessionsAfterHours: hours }: GuardRails, target: ContainmentTarget) {
  if (playbookScope[target.playbook] !== "session" || hours === 0) return undefined;
  return Math.max(hours, target.playbook === "revoke-user-sessions" ? longestUserSessionHours : 0) * 3_600;
}
