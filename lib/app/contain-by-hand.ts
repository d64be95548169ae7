import { requestByHand } from "../domain/response/contain-by-hand.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { ContainmentTarget } from "../domain/response/decision.ts";
import { cannotBeUndone, isFinal } from "../domain/response/final-playbook.ts";
import { impactOf } from "../domain/response/impact.ts";
import { inventoryImpact } from "../domain/response/inventory-impact.ts";
import type { Policy } from "../domain/response/policy.ts";
import { suspectSessions } from "../domain/response/target-in-case.ts";
import type { InventoryStore } from "./inventories.ts";
import { knownInventory } from "./known-inventory.ts";
import { readStanding } from "./list-cases.ts";
import type { StandingStore } from "./ports.ts";

export interface HandParts {
  readonly standings: StandingStore;
  readonly policy: Policy;
  readonly inventories?: Pick<InventoryStore, "get">;
}

export interface HandWish {
  readonly target: ContainmentTarget;
  /** ARN of the user or role. */
  readonly identityKey: string;
  readonly startedBy: string;
  readonly why: string;
}

/**
 * The request for a containment that a person wants, filled with what the warden knows of the identity: its open case,
 * who depends on it, what could be contained instead. A sentence where the policy forbids it. Starts nothing.
 */
export async function prepareByHand(
  { standings, policy, inventories }: HandParts,
  wish: HandWish,
  nowMs: number,
): Promise<ContainmentRequest | string> {
  const stored = (await standings.load([wish.identityKey])).get(wish.identityKey);
  const inventory = await knownInventory(inventories, wish.identityKey);
  if (stored === undefined) {
    const undone = isFinal(wish.target.playbook) ? [cannotBeUndone] : [];
    const unseen = "The warden has not seen this identity: who depends on it is not known.";
    const impact = [
      ...undone,
      unseen,
      ...(inventory === undefined ? [] : inventoryImpact(wish.target, inventory, nowMs)),
    ];
    return requestByHand({ ...wish, impact, isUnknown: true, nowMs }, policy);
  }
  const { baseline } = readStanding(stored);
  const { openCase } = stored;
  const { production } = policy;
  const impact = impactOf(wish.target, { identityKey: wish.identityKey, baseline, production, inventory, nowMs });
  const isOpen = openCase !== undefined && openCase.ruling === undefined;
  return requestByHand(
    {
      ...wish,
      impact,
      nowMs,
      ...(isOpen ? { caseId: openCase.caseId, principalIds: suspectSessions(openCase) } : {}),
    },
    policy,
  );
}
