import { sessionKey } from "../behaviour/session-links.ts";
import type { Actor } from "../identity/identity.ts";
import type { Case, CaseSession } from "./case.ts";
import { isMisused } from "./case-sessions.ts";
import type { Decision } from "./decision.ts";
import { isRolePrincipal } from "./read-target.ts";

const anotherSession = "another session of the role is misused in this case, so all of them are stopped";
const guiltySession = "the evidence is of another session of the role, which is stopped instead of this one";

/**
 * The decision as the whole case has it. A role loses trust as one, whichever session gave the evidence; so the session
 * to be denied is one that was itself misused, and where two of them are, somebody gets new ones: the role's sessions
 * are revoked. `sessions` are the case's, this one's among them. Only evidence of each session's own widens the
 * measure; the less of it there is, the narrower it stays.
 */
export function decisionInCase(decision: Decision, sessions: readonly CaseSession[]): Decision {
  const { target, reasons } = decision;
  if (target?.playbook !== "deny-role-session") return decision;
  const misused = misusedSessions(sessions, target.principalId);
  const [first] = misused;
  if (first === undefined) return decision;
  const { accountId, roleName } = target;
  if (misused.length > 1) {
    return {
      ...decision,
      reasons: [...reasons, anotherSession],
      target: { playbook: "revoke-role-sessions", accountId, roleName },
    };
  }
  if (first === target.principalId) return decision;
  return { ...decision, reasons: [...reasons, guiltySession], target: { ...target, principalId: first } };
}

/** `AROA…:name` of the misused sessions of one role, those of the latest evidence last. */
function misusedSessions(sessions: readonly CaseSession[], principalId: string): readonly string[] {
  const role = principalId.slice(0, principalId.indexOf(":") + 1);
  const found = sessions.filter(isMisused).flatMap((session) => session.principalId ?? []);
  return [...new Set(found)].filter((one) => one.startsWith(role) && isRolePrincipal(one));
}

/** Principals of all sessions that gave weighty evidence, for what people may choose instead of a wider measure. */
export const suspectSessions = ({ sessions = [] }: Case): readonly string[] => [
  ...new Set(
    sessions.flatMap((session) => (isSuspect(session) && session.principalId !== undefined ? session.principalId : [])),
  ),
];

const isSuspect = ({ families = [], fact }: CaseSession): boolean => fact === true || families.length > 0;

/**
 * Whether a session may be the reason for another containment of its role: it was misused itself, or the case does not
 * know it. A session that only shares its role with a thief's gives none.
 */
export function isReasonItself({ sessions = [] }: Case, { accessKeyId }: Pick<Actor, "accessKeyId">): boolean {
  if (accessKeyId === undefined) return true;
  const key = sessionKey(accessKeyId);
  const held = sessions.find((session) => session.key === key);
  return held?.families === undefined || isMisused(held);
}
