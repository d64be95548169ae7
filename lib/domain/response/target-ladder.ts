import { type ContainmentTarget, type PlaybookName, playbookLadders } from "./decision.ts";
import { isLongTermKey, isRolePrincipal } from "./read-target.ts";
import { isResourceTarget } from "./resource-target.ts";

/** Credentials of the principal that gave evidence: what a narrower measure could stop instead. */
export interface KnownCredentials {
  /** `AROA…:session-name` of sessions. */
  readonly principalIds?: readonly string[] | undefined;
  readonly accessKeyIds?: readonly string[] | undefined;
}

/** An approval shows no more choices than people can weigh. */
const mostNarrower = 6;

const placeOf = (playbook: PlaybookName): readonly [ladder: readonly PlaybookName[], at: number] => {
  const ladder = playbookLadders.find((one) => one.includes(playbook)) ?? [playbook];
  return [ladder, ladder.indexOf(playbook)];
};

/** How many steps a playbook stands above the narrowest on its principal; 0 for the narrowest. */
export const strengthOf = (playbook: PlaybookName): number => placeOf(playbook)[1];

/**
 * Measures below a target on its ladder, the widest of them first, as far as the credentials to name them are known.
 */
export function narrowerOf(target: ContainmentTarget, known: KnownCredentials = {}): readonly ContainmentTarget[] {
  const [ladder, at] = placeOf(target.playbook);
  return ladder
    .slice(0, at)
    .reverse()
    .flatMap((playbook) => on(target, playbook, known))
    .slice(0, mostNarrower);
}

/** The next stronger measure on the same principal; undefined above the strongest. */
export function strongerOf(target: ContainmentTarget): ContainmentTarget | undefined {
  const [ladder, at] = placeOf(target.playbook);
  const playbook = ladder[at + 1];
  return playbook === undefined ? undefined : on(target, playbook, {})[0];
}

/** The targets that another playbook has on the same principal. */
function on(target: ContainmentTarget, playbook: PlaybookName, known: KnownCredentials): readonly ContainmentTarget[] {
  if (isResourceTarget(target)) {
    if (target.playbook !== "restrict-trust-profile" || playbook !== "disable-trust-profile") return [];
    const { accountId, region, profileId } = target;
    return [{ playbook, accountId, region, profileId }];
  }
  const { accountId } = target;
  if ("roleName" in target) {
    const { roleName } = target;
    if (playbook === "revoke-role-sessions" || playbook === "quarantine-role") {
      return [{ playbook, accountId, roleName }];
    }
    if (playbook !== "deny-role-session") return [];
    const sessions = [...new Set(known.principalIds ?? [])].filter(isRolePrincipal);
    return sessions.map((principalId) => ({ playbook, accountId, roleName, principalId }));
  }
  const { userName } = target;
  if (playbook === "revoke-user-sessions" || playbook === "quarantine-user") return [{ playbook, accountId, userName }];
  if (playbook !== "disable-access-key") return [];
  const keys = [...new Set(known.accessKeyIds ?? [])].filter(isLongTermKey);
  return keys.map((accessKeyId) => ({ playbook, accountId, userName, accessKeyId }));
}
