import { proofLevels } from "../../contract/containment-item.ts";
import { names } from "../../contract/names.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import type { PrincipalKind } from "../playbooks/principal.ts";

/** What one playbook has to leave on the canary, besides the incident tag with its own id. */
export interface DrilledPlaybook {
  readonly playbook: PlaybookName;
  readonly kind: PrincipalKind;
  readonly proof: string;
  /** `key=value` of tags. */
  readonly tags: readonly string[];
  /** Paths and names of attached policies. */
  readonly attached: readonly string[];
  /** Names of inline policies. */
  readonly inline: readonly string[];
  readonly disablesKey: boolean;
}

const nothing = { proof: proofLevels.proven, tags: [], attached: [], inline: [], disablesKey: false } as const;
const ours = (policy: string) => `${names.rolePath}${policy}`;
const quarantined = { tags: [`${names.quarantineTag}=full`], attached: [ours(names.denyAllPolicy)] } as const;

/**
 * One for each playbook: one that is missing does not compile. Undefined where the canary has nothing for it to act on.
 */
const drilled: Readonly<Record<PlaybookName, Omit<DrilledPlaybook, "playbook"> | undefined>> = {
  // A status has nothing to simulate: IAM is asked again, that is all.
  "disable-access-key": { ...nothing, kind: "user", proof: proofLevels.readBack, disablesKey: true },
  "revoke-user-sessions": { ...nothing, kind: "user", attached: [ours(names.denyTemporarySessionsPolicy)] },
  "quarantine-user": { ...nothing, kind: "user", ...quarantined },
  "deny-role-session": { ...nothing, kind: "role", inline: [names.deniedSessionsPolicy] },
  "revoke-role-sessions": { ...nothing, kind: "role", inline: [names.revokePolicy] },
  "quarantine-role": { ...nothing, kind: "role", ...quarantined },
  // The canary has no credential for a service, and its role is on no instance.
  "disable-service-credential": undefined,
  "pin-instance-location": undefined,
  // Nobody trusts the canary's role, so that there is nobody to refuse.
  "deny-oidc-claim": undefined,
  "deny-service-account": undefined,
  "deny-foreign-principal": undefined,
  // The canary is a user and a role, and no workload.
  "stop-function": undefined,
  "recycle-function": undefined,
  "isolate-instance": undefined,
  "swap-instance-profile": undefined,
  "disable-trust-profile": undefined,
  "restrict-trust-profile": undefined,
  "restrict-pod-identity": undefined,
  "rotate-secret": undefined,
  "stop-task": undefined,
  "stop-agent-session": undefined,
};

/** In the order that they are drilled in, one after another: they share the canary. */
export const drilledPlaybooks: readonly DrilledPlaybook[] = Object.entries(drilled).flatMap(([playbook, leaves]) =>
  leaves === undefined ? [] : [{ playbook: playbook as PlaybookName, ...leaves }],
);
