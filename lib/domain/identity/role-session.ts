import { roleArnOfSession, sessionNameOf } from "./arn.ts";
import type { KindEvidence } from "./kind-evidence.ts";
import { evidenceOfRoleArn, evidenceOfSessionName } from "./role-evidence.ts";

const maxMemoised = 20_000;
const maxArnLength = 1_024;
/** STS allows 64 characters; old records of federated sessions hold longer ones. */
const maxSessionNameLength = 128;

/** What follows from a session's ARN alone. */
export interface RoleSession {
  /** The role's ARN without its path; undefined where the text is no session's ARN. */
  readonly roleArn: string | undefined;
  readonly sessionName: string | undefined;
  readonly ofName: KindEvidence | undefined;
}

let sessions = new Map<string, RoleSession>();
/** Null stands for "looked at, and it says nothing". */
let roles = new Map<string, KindEvidence | null>();

/** Takes a session's ARN apart, once for each ARN. */
export function roleSessionOf(sessionArn: string): RoleSession {
  const known = sessions.get(sessionArn);
  if (known !== undefined) return known;
  const fresh = roleSessionNamed(sessionNameOf(sessionArn), roleArnOfSession(sessionArn));
  if (sessionArn.length > maxArnLength) return fresh;
  if (sessions.size >= maxMemoised) sessions = new Map();
  sessions.set(sessionArn, fresh);
  return fresh;
}

/** For records that give the session's name in another place than the ARN. */
export function roleSessionNamed(name: string | undefined, roleArn: string | undefined): RoleSession {
  const sessionName = name?.slice(0, maxSessionNameLength);
  return {
    roleArn,
    sessionName,
    ofName: sessionName === undefined ? undefined : evidenceOfSessionName(sessionName),
  };
}

/** What a role's ARN says of its kind, once for each ARN; undefined for a role like any other. */
export function roleArnEvidence(roleArn: string): KindEvidence | undefined {
  const known = roles.get(roleArn);
  if (known !== undefined) return known === null ? undefined : known;
  const fresh = evidenceOfRoleArn(roleArn);
  if (roleArn.length > maxArnLength) return fresh;
  if (roles.size >= maxMemoised) roles = new Map();
  roles.set(roleArn, fresh ?? null);
  return fresh;
}
