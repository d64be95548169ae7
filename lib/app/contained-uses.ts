import type { Activity } from "../domain/event/activity.ts";
import type { Actor } from "../domain/identity/identity.ts";
import type { Case, CaseContainment } from "../domain/response/case.ts";
import { type CredentialUse, useOf } from "../domain/response/containment-proof.ts";

/**
 * Collects what one batch shows of contained credentials: of each containment the latest success and the latest denial.
 */
export class ContainedUses {
  readonly seen = new Map<string, readonly CredentialUse[]>();
  readonly #containments: readonly CaseContainment[];

  constructor(containments: readonly CaseContainment[]) {
    this.#containments = containments;
  }

  add(activity: Activity, actor: Actor): void {
    for (const containment of this.#containments) {
      if (activity.timeMs <= containment.startedMs) continue;
      const use = useOf(activity, actor, containment);
      if (use === undefined) continue;
      const known = this.seen.get(containment.containmentId) ?? [];
      const same = known.find(({ result }) => result === use.result);
      if (same !== undefined && same.timeMs >= use.timeMs) continue;
      this.seen.set(containment.containmentId, [...known.filter((one) => one !== same), use]);
    }
  }
}

/** Undefined where nothing of a case is contained that could still be shown not to be. */
export function containedUses(file: Case | undefined): ContainedUses | undefined {
  if (file?.containments === undefined || file.ruling !== undefined) return undefined;
  const open = file.containments.filter(({ shown }) => shown?.level !== "FAILED");
  return open.length === 0 ? undefined : new ContainedUses(open);
}
