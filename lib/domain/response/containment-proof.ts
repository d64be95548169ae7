import { isPrivateAddress } from "../behaviour/network.ts";
import type { Activity } from "../event/activity.ts";
import { isWithin, parseAddress, parseAddressRange } from "../event/address.ts";
import { printable } from "../event/printable.ts";
import type { Actor } from "../identity/identity.ts";
import type { CaseContainment, ShownByTrail } from "./case.ts";
import { isResourceTarget } from "./resource-target.ts";
import { instanceIdOf } from "./target-text.ts";

/** Between a change in IAM and its effect lie seconds; what happens in them says nothing. */
export const enforcementMarginMs = 10_000;

/** One call that was made with a contained credential. */
export interface CredentialUse {
  readonly timeMs: number;
  readonly eventId: string;
  readonly action: string;
  /** worked: it was carried out. denied: because of an explicit denial, or because the key is off. */
  readonly result: "worked" | "denied";
}

/** PROVEN: refused since. FAILED: it still worked. UNPROVEN: nothing was seen of it, which is no proof. */
export type TrailProof = { readonly level: "UNPROVEN" } | ShownByTrail;

/** IAM answers these two whatever its policies say: the first always, the second to every key that is active. */
const undeniable = new Set(["sts:GetCallerIdentity", "sts:GetSessionToken"]);
const deadKey = new Set(["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"]);
const explicitDenial = /explicit deny/i;
const deniedBySessionPolicy = /explicit deny in a session policy/i;

/**
 * What an activity shows of a containment; undefined where it was done with another credential, by a service on its
 * behalf, or where its end says nothing: an action that was never allowed is refused with and without the containment.
 * The activity is one of the identity that the containment is of.
 */
export function useOf(
  activity: Activity,
  actor: Actor,
  { target, startedMs }: Pick<CaseContainment, "target" | "startedMs">,
): CredentialUse | undefined {
  if (actor.invokedBy !== undefined || undeniable.has(activity.action)) return undefined;
  if (!isContained(activity, actor, target, startedMs)) return undefined;
  const { timeMs, eventId, errorCode } = activity;
  const action = printable(activity.action, 100);
  // Another session of a certificate may have come through another profile: that it works says nothing of this one.
  const ofCertificate = target.playbook === "restrict-trust-profile";
  if (errorCode === undefined) return ofCertificate ? undefined : { timeMs, eventId, action, result: "worked" };
  const message = activity.record["errorMessage"];
  const denial = ofCertificate ? deniedBySessionPolicy : explicitDenial;
  const isDead = !ofCertificate && deadKey.has(errorCode);
  const isDenied = isDead || (typeof message === "string" && denial.test(message));
  return isDenied ? { timeMs, eventId, action, result: "denied" } : undefined;
}

function isContained(activity: Activity, actor: Actor, target: CaseContainment["target"], startedMs: number): boolean {
  // Roles Anywhere has the common name of the certificate as the source identity of its sessions.
  if (target.playbook === "restrict-trust-profile") {
    const isNewer = actor.sessionStartedMs !== undefined && actor.sessionStartedMs > startedMs;
    return isNewer && actor.sourceIdentity === target.certificateName;
  }
  // Credentials that a stopped workload holds live on: their use says nothing of the stop.
  if (isResourceTarget(target)) return false;
  switch (target.playbook) {
    case "disable-access-key":
      return actor.accessKeyId === target.accessKeyId;
    case "deny-role-session":
      return actor.principalId === target.principalId;
    case "revoke-user-sessions":
      return actor.accessKeyId?.startsWith("ASIA") === true;
    case "revoke-role-sessions":
      // Only sessions that surely began before the cut-off; the rest may be new ones, which work.
      return actor.sessionStartedMs !== undefined && actor.sessionStartedMs <= startedMs;
    case "pin-instance-location":
      return actor.principalId?.endsWith(`:${instanceIdOf(target.instanceArn)}`) === true && isAway(activity, target);
    case "disable-service-credential":
      // A record does not say which of the user's service-specific credentials it was done with.
      return false;
    case "quarantine-user":
    case "quarantine-role":
      return true;
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      // Trust is read when a session is asked for: what the role's sessions do says nothing of it.
      return false;
  }
}

type Pinned = Extract<CaseContainment["target"], { readonly playbook: "pin-instance-location" }>;

/**
 * From a public address that is none of the instance's. What came through an endpoint does not say of which VPC it is.
 */
function isAway({ sourceAddress, vpcEndpointId }: Activity, { addresses }: Pinned): boolean {
  if (sourceAddress === undefined || vpcEndpointId !== undefined) return false;
  const address = parseAddress(sourceAddress);
  if (address === undefined || isPrivateAddress(address)) return false;
  return !addresses.some((own) => {
    const range = parseAddressRange(own);
    return range !== undefined && isWithin(address, range);
  });
}

/**
 * What later uses of a credential say of its containment, which IAM showed in place at `inForceMs`. A function of the
 * set of uses: the first success counts, and without one the first denial.
 */
export function trailProof(inForceMs: number, uses: readonly CredentialUse[]): TrailProof {
  const later = uses.filter(({ timeMs }) => timeMs > inForceMs + enforcementMarginMs).sort(byTime);
  const worked = later.find(({ result }) => result === "worked");
  if (worked !== undefined) return shown("FAILED", worked);
  const denied = later[0];
  return denied === undefined ? { level: "UNPROVEN" } : shown("PROVEN", denied);
}

const shown = (level: ShownByTrail["level"], { timeMs, eventId, action }: CredentialUse): ShownByTrail => ({
  level,
  timeMs,
  eventId: printable(eventId, 80),
  action,
});

const byTime = (a: CredentialUse, b: CredentialUse): number =>
  a.timeMs - b.timeMs || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);

/**
 * The containment with what was shown; FAILED stays, and is never overwritten. The same object where nothing is new.
 */
export function withProof(containment: CaseContainment, proof: TrailProof): CaseContainment {
  if (proof.level === "UNPROVEN" || containment.shown?.level === "FAILED") return containment;
  if (proof.level === "PROVEN" && containment.shown !== undefined) return containment;
  return { ...containment, shown: proof };
}
