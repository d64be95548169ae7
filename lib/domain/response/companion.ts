import { hourMs } from "../behaviour/calendar.ts";
import type { SessionLinks } from "../behaviour/session-links.ts";
import { printable } from "../event/printable.ts";
import type { ContainmentRequest } from "./containment.ts";
import { type ContainmentTarget, trustPlaybooks } from "./decision.ts";

/** GetFederationToken and GetSessionToken, for a user's key: at most 36 hours. */
const longestTokenMs = 36 * hourMs;

/**
 * What has to be contained together with a target. A key that is disabled leaves the sessions that it got from STS at
 * work: where the user was seen to have any, its temporary sessions are denied as well; its other key works on.
 */
export function companionOf(
  target: ContainmentTarget,
  sessions: Readonly<SessionLinks>,
  nowMs: number,
): ContainmentTarget | undefined {
  if (target.playbook !== "disable-access-key") return undefined;
  // What nobody was seen to ask for are hours of long-term keys, which are followed in the same way.
  const isAlive = ({ startedMs, maker }: SessionLinks[number]) =>
    maker !== "" && startedMs > nowMs - longestTokenMs && startedMs <= nowMs;
  if (!sessions.some(isAlive)) return undefined;
  const { accountId, userName } = target;
  return { playbook: "revoke-user-sessions", accountId, userName };
}

export const companionReason = "the user has temporary sessions, which outlive the disabled key";

/** What gives a workload new credentials, and leaves those at work that it got before: of a role that is named. */
const renewing = ["swap-instance-profile", "recycle-function"] as const;

/**
 * What people should start beside a containment of theirs, in a sentence; undefined where nothing goes with it. A trust
 * policy is read when a session is asked for, so that what was issued before is another containment, which stops every
 * workload of the role at once: never one that is started alone.
 */
export function adviceBeside({
  target,
  identityKey,
}: Pick<ContainmentRequest, "target" | "identityKey">): string | undefined {
  // Of a resource that is named without its role, nobody knows whose sessions these are.
  const leaving = identityKey.includes(":role/") ? [...trustPlaybooks, ...renewing] : trustPlaybooks;
  if (!leaving.some((name) => name === target.playbook)) return undefined;
  const when = target.playbook === "recycle-function" ? ", before the function is recycled" : "";
  return `Sessions that were issued before work on. To stop them${when}: nhi contain ${printable(identityKey, 300)} --playbook revoke-role-sessions`;
}
