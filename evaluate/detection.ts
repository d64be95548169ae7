import type { AttackOutcome } from "./window.ts";

/**
 * Whether people would be told at a threshold: an identity's trust fell to it that would not have without the attack,
 * or something was contained, which is told whatever came before.
 */
export const fellTo = (threshold: number, { fallen, playbooks }: AttackOutcome): boolean =>
  playbooks.length > 0 || fallen.some(({ lowest, lowestWithout }) => lowest <= threshold && lowestWithout > threshold);

/** Records of the attack until trust was at or below a threshold. */
export function recordsUntil(threshold: number, { lowest }: AttackOutcome): number | undefined {
  const index = lowest.findIndex((trust) => trust <= threshold);
  return index < 0 ? undefined : index + 1;
}

/** A case was opened by the attack: before its last record, where it has several. */
export const openedInTime = ({ review, attackRecords }: AttackOutcome): boolean =>
  review !== undefined && review <= Math.max(1, attackRecords - 1);

/** People were told of the attack. */
export const wasTold = ({ alert }: AttackOutcome): boolean => alert !== undefined;

/** The middle value, the lower of two; undefined where there is none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}

export const shareOf = <T>(values: readonly T[], has: (value: T) => boolean): number =>
  values.length === 0 ? 0 : values.filter(has).length / values.length;

/** Values by a name of theirs, in the order in which the names first came. */
export function grouped<T>(values: readonly T[], nameOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = nameOf(value);
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return groups;
}
