import type { Identity, IdentityKind } from "../../lib/domain/identity/identity.ts";
import { liveCredential } from "../../lib/local/organisation/attacks/live-credential.ts";
import type { DescribedIdentity } from "../../lib/local/organisation/identity-spec.ts";
import type { Organisation } from "../../lib/local/organisation/organisation.ts";
import { dayMs, hourMs } from "../../lib/local/organisation/time-text.ts";
import { measuredFromMs } from "../benign-run.ts";
import { grownIdentities } from "../grown-identities.ts";
import { amongOrdinaryLife, type Prepared } from "../prepared-attack.ts";
import { attackFiles } from "./record-files.ts";
import { principalsOf, spliceAttack, type Victim } from "./splice.ts";

/** One attack technique on one victim. */
export interface SplicedTechnique {
  /** `credential-access.ec2-steal-instance-credentials` */
  readonly name: string;
  readonly victim: string;
}

/** Each attack technique on some victims of a fitting kind, in the middle of the organisation's fourth week. */
export function prepareSplicedAttacks(made: Organisation, victimsEach: number): readonly Prepared<SplicedTechnique>[] {
  const startMs = measuredFromMs + 3 * dayMs + 10.4 * hourMs;
  const grown = grownIdentities(made);
  return attackFiles().flatMap(({ name, records }) => {
    const principals = principalsOf(records);
    return Array.from({ length: victimsEach }, (_, turn) => chooseVictims(principals, grown, turn)).flatMap(
      (chosen) => {
        if (chosen === undefined) return [];
        const victims = new Map(
          [...chosen].map(([key, identity]) => [key, asVictim(made, identity, startMs)] as const),
        );
        const attack = spliceAttack(records, victims, startMs);
        const keys = new Set([...chosen.values()].map(({ key }) => key));
        const victim = [...chosen.values()].map((one) => one.name).join(" and ");
        return [amongOrdinaryLife({ name, victim }, made, keys, attack)];
      },
    );
  });
}

/**
 * One victim for each principal of an attack: the same kind, all of one account. The turn chooses among those that fit;
 * undefined where all of them had their turn.
 */
export function chooseVictims(
  principals: readonly Identity[],
  grown: readonly DescribedIdentity[],
  turn: number,
): ReadonlyMap<string, DescribedIdentity> | undefined {
  const [first, ...others] = principals;
  if (first === undefined) return undefined;
  const fits = (principal: Identity, accountId?: string) =>
    grown.filter((one) => one.kind === fittingKind(principal) && (accountId ?? one.accountId) === one.accountId);
  const main = fits(first)[turn];
  if (main === undefined) return undefined;
  const chosen = new Map([[first.key, main]]);
  for (const other of others) {
    const fitting = fits(other, main.accountId);
    const victim = fitting[turn % Math.max(1, fitting.length)];
    if (victim === undefined) throw new RangeError(`nobody in ${main.accountId} is a grown ${other.kind}`);
    chosen.set(other.key, victim);
  }
  return chosen;
}

/** Who signs in to the console as a user looks like a person; what is stolen here is a machine's user. */
const fittingKind = ({ key, kind }: Identity): IdentityKind => (key.includes(":user/") ? "access-key-user" : kind);

function asVictim(made: Organisation, { key, name, accountId }: DescribedIdentity, startMs: number): Victim {
  return { key, name, accountId, userIdentity: liveCredential(made, key, startMs).credential.userIdentity };
}
