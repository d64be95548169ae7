import type { Actor, SessionIssued } from "./identity.ts";

/**
 * Whoever holds a session that was just made, before it did anything: the role's identity, by the call that made it.
 */
export function actorOfIssued(issued: SessionIssued): Actor {
  const { identityKey, kind, accountId, sessionName, principalId, accessKeyId, issuedMs, subject } = issued;
  const name = identityKey.slice(Math.max(identityKey.lastIndexOf("/"), identityKey.lastIndexOf(":")) + 1);
  return {
    identity: { key: identityKey, kind, accountId, name, reason: "a session was made for it" },
    workload: subject?.slice(0, 256),
    sessionName,
    principalId,
    sessionStartedMs: issuedMs,
    accessKeyId,
    sourceIdentity: undefined,
    invokedBy: undefined,
  };
}
