import { printable } from "../domain/event/printable.ts";
import { findMissedHeartbeats, type HeartbeatSweep, type SilentIdentity } from "./find-missed-heartbeats.ts";
import type { Alert, Notices, StandingStore } from "./ports.ts";
import type { ToldSilences } from "./told-silences.ts";

export interface HeartbeatParts {
  readonly standings: StandingStore;
  readonly told: ToldSilences;
  readonly notices: Notices;
}

export interface ToldHeartbeats extends HeartbeatSweep {
  /** Those of the silent ones that people were told of now. */
  readonly newlyTold: readonly SilentIdentity[];
}

/** More silences than this at once have one cause, and are one message. */
const mostSingly = 5;
/** Lines of such a message; the others are counted. */
const mostListed = 100;
/** A silence is only looked for within its first week, so it need not be remembered much longer. */
const rememberedSeconds = 30 * 86_400;

/**
 * Tells people of identities that fell silent, each silence once. It changes no trust and contains nothing. What was
 * told is remembered after it was sent: where that fails it is told again, and never kept to itself.
 */
export async function tellMissedHeartbeats(parts: HeartbeatParts, nowMs: number): Promise<ToldHeartbeats> {
  const sweep = await findMissedHeartbeats(parts.standings, nowMs);
  const newlyTold: SilentIdentity[] = [];
  for (const one of sweep.silent) if (!(await parts.told.isTold(silenceOf(one)))) newlyTold.push(one);
  if (newlyTold.length > mostSingly) await parts.notices.send(alertOfMany(newlyTold));
  for (const one of newlyTold) {
    if (newlyTold.length <= mostSingly) await parts.notices.send(alertOf(one));
    await parts.told.remember(silenceOf(one), Math.ceil(nowMs / 1_000) + rememberedSeconds);
  }
  return { ...sweep, newlyTold };
}

const silenceOf = ({ identityKey, lastActiveMs }: SilentIdentity) => ({ identityKey, sinceMs: lastActiveMs });

/** Not a case: nothing was done that anybody could rule on. */
const noCase = "missed-heartbeat";
const nextStep =
  "It is no evidence against the identity, and nothing was changed. Look whether the job, the agent or its schedule still runs, and whether its credential was revoked.";

function alertOf(one: SilentIdentity): Alert {
  const { identityKey, accountId } = one;
  const subject = ascii(`NHI Warden: ${nameOf(identityKey)} missed its heartbeat`, 100);
  const body = [
    `${printable(identityKey, 300)} has fallen silent.`,
    "",
    `Kind:        ${one.kind}${accountId === "" ? "" : `, account ${accountId}`}`,
    `Last active: in the hour of ${iso(one.lastActiveMs)}`,
    `Expected:    ${one.missed}, one of ${one.regularHours} hours of the week in which it was active in nearly all weeks`,
    "",
    nextStep,
  ].join("\n");
  return { caseId: noCase, identityKey, accountId, action: "alert", subject, body, trust: 100 };
}

function alertOfMany(all: readonly SilentIdentity[]): Alert {
  const accounts = [...new Set(all.map(({ accountId }) => accountId))];
  const lines = all
    .slice(0, mostListed)
    .map((one) => `  ${iso(one.lastActiveMs)}  ${printable(one.identityKey, 200)}, expected ${one.missed}`);
  const body = [
    `${all.length} identities have fallen silent. So many at once mostly have one cause: a schedule, a network, a deployment.`,
    "",
    "Last active, longest ago first:",
    ...lines,
    ...(all.length > mostListed ? [`  and ${all.length - mostListed} more`] : []),
    "",
    nextStep,
  ].join("\n");
  return {
    caseId: noCase,
    identityKey: (all[0] as SilentIdentity).identityKey,
    accountId: accounts.length === 1 ? (accounts[0] as string) : "",
    action: "alert",
    subject: `NHI Warden: ${all.length} identities missed their heartbeat`,
    body,
    trust: 100,
  };
}

const nameOf = (identityKey: string): string => identityKey.slice(identityKey.lastIndexOf("/") + 1);
const iso = (timeMs: number): string => new Date(timeMs).toISOString().replace(".000Z", "Z");
const ascii = (text: string, maxLength: number): string => printable(text, maxLength).replace(/[^\x20-\x7e]/g, "?");
