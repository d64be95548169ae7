import type { Signal, SignalFamily, SignalKind } from "../detection/signal.ts";

/** One deviation that a person ruled on: a kind, and what exactly was observed. */
export interface Allowed {
  readonly kind: SignalKind;
  /** The signal's own words. For counts (`about 240 calls in one hour`) also everything lower. */
  readonly observed: string;
  /**
   * True where the verdict named it itself; without that a fact, a foreign finding or a sensitive rule is never exempt.
   */
  readonly named: boolean;
}

/** What somebody answers for: while it holds, these signals are told but take nothing from trust. */
export interface Allowance {
  readonly caseId: string;
  readonly owner: string;
  readonly reason: string;
  /** When it was granted, and the times of the events that it holds for; milliseconds since 1970. */
  readonly grantedMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly allowed: readonly Allowed[];
}

export const mostAllowances = 16;
/** Over all allowances of an identity: some 10 KB. */
export const mostAllowed = 128;
/** After this long without a late record an allowance that has ended is of no more use. */
export const keptAfterEndMs = 7 * 86_400_000;

/** Kinds whose observation begins with a number: what is allowed of it is allowed of less. */
const countedKinds: readonly SignalKind[] = ["rate-burst", "error-burst", "new-actions"];
const counted = /^((?:about )?)(\d{1,12})( .*)$/;

/** Families in which others speak; they are never exempt by the way. */
const foreignFamilies: readonly SignalFamily[] = ["intelligence"];

/**
 * Whether an allowance takes a signal out of trust. Only the time of the event counts, never that of its arrival, so
 * that a record that comes late or twice is judged as it was the first time.
 */
export function isAllowed(allowances: readonly Allowance[], signal: Signal): boolean {
  if (allowances.length === 0) return false;
  const needsName = mustBeNamed(signal);
  return allowances.some(
    ({ fromMs, untilMs, allowed }) =>
      signal.timeMs >= fromMs &&
      signal.timeMs <= untilMs &&
      allowed.some((one) => (one.named || !needsName) && isSameObservation(one, signal)),
  );
}

/** A fact that is enough by itself, what another service says, and a rule on a sensitive action. */
export function mustBeNamed(signal: Pick<Signal, "kind" | "family" | "deterministic" | "sensitive">): boolean {
  const { kind, family, deterministic, sensitive } = signal;
  return deterministic || foreignFamilies.includes(family) || (kind === "rule-match" && sensitive);
}

/** Text that was cut to fit says the same of many things, so it never names one. */
export const isWhole = (observed: string): boolean => observed.length < 120 || !observed.endsWith("...");

export function isSameObservation(
  allowed: Pick<Allowed, "kind" | "observed">,
  { kind, observed }: Pick<Signal, "kind" | "observed">,
): boolean {
  if (allowed.kind !== kind || !isWhole(observed)) return false;
  if (allowed.observed === observed) return true;
  if (!countedKinds.includes(kind)) return false;
  const [, about, most, what] = counted.exec(allowed.observed) ?? [];
  const [, saidAbout, number, saidWhat] = counted.exec(observed) ?? [];
  return about === saidAbout && what !== undefined && what === saidWhat && Number(number) <= Number(most);
}
