import { hourMs } from "../domain/behaviour/calendar.ts";
import { type MissedHeartbeat, missedHeartbeat } from "../domain/detection/missed-heartbeat.ts";
import { arnPart } from "../domain/identity/arn.ts";
import { decodeStanding } from "../domain/trust/standing-codec.ts";
import { kindOf } from "./assess-identity.ts";
import type { StandingStore } from "./ports.ts";

/** An identity that was regularly active and has fallen silent. */
export interface SilentIdentity extends MissedHeartbeat {
  readonly identityKey: string;
  readonly kind: string;
  readonly accountId: string;
}

export interface HeartbeatSweep {
  /** Standings that were read. */
  readonly identities: number;
  /** Longest silent first. */
  readonly silent: readonly SilentIdentity[];
  /**
   * Accounts from which nothing at all was heard since the time at which some identity of theirs is missed: it is their
   * records that are missing, so nothing is known of their identities.
   */
  readonly unheardAccounts: readonly string[];
  /** Keys of identities whose stored standing could not be read; nothing is said of them. */
  readonly unreadable: readonly string[];
}

/** People go on holiday, and what AWS does by itself is its own business. */
const notWatched: ReadonlySet<string> = new Set(["human", "root", "aws-service", "service-linked"]);

/**
 * Looks through every standing for identities that missed a heartbeat. Silence is only believed where the warden hears:
 * another identity of the account must have been active after the hour that was missed.
 */
export async function findMissedHeartbeats(standings: StandingStore, nowMs: number): Promise<HeartbeatSweep> {
  const found: SilentIdentity[] = [];
  const unreadable: string[] = [];
  const heardMs = new Map<string, number>();
  let identities = 0;
  for await (const { identityKey, bytes } of standings.all()) {
    identities++;
    const standing = decoded(bytes);
    if (standing === undefined) {
      unreadable.push(identityKey);
      continue;
    }
    const accountId = accountOf(identityKey);
    const { baseline } = standing;
    heardMs.set(accountId, Math.max(heardMs.get(accountId) ?? 0, Math.min(baseline.newestMs, nowMs)));
    const kind = kindOf(standing);
    const missed = notWatched.has(kind) ? undefined : missedHeartbeat(baseline, nowMs);
    if (missed !== undefined) found.push({ identityKey, kind, accountId, ...missed });
  }
  const isHeard = ({ accountId, dueMs }: SilentIdentity): boolean => (heardMs.get(accountId) ?? 0) >= dueMs - hourMs;
  return {
    identities,
    silent: found
      .filter(isHeard)
      .sort((a, b) => a.lastActiveMs - b.lastActiveMs || (a.identityKey < b.identityKey ? -1 : 1)),
    unheardAccounts: [...new Set(found.filter((one) => !isHeard(one)).map(({ accountId }) => accountId))].sort(),
    unreadable: unreadable.sort(),
  };
}

function decoded(bytes: Uint8Array): ReturnType<typeof decodeStanding> | undefined {
  try {
    return decodeStanding(bytes);
  } catch {
    return undefined;
  }
}

/** "" where the key is no ARN: those that share it still vouch for each other. */
const accountOf = (identityKey: string): string => (identityKey.startsWith("arn:") ? arnPart(identityKey, 4) : "");
