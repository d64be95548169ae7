import { printable } from "../domain/event/printable.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { ContainmentTarget, PlaybookName } from "../domain/response/decision.ts";
import { isSamePrincipal, personOf, principalOfArn } from "../domain/response/person.ts";
import type { Policy } from "../domain/response/policy.ts";
import { principalOf } from "../domain/response/target-text.ts";
import { prepareByHand } from "./contain-by-hand.ts";
import type { DerivedReport } from "./contain-derived.ts";
import { containSwept, type HandedSweep } from "./contain-swept.ts";
import type { InventoryStore } from "./inventories.ts";
import type { ContainmentRecord, ContainmentStore, PlaybookRunner, StandingStore } from "./ports.ts";

/**
 * What a person wants done: a containment of their own, one undone, what a sweep of theirs found contained, or the
 * warden's own sweep.
 */
export type ByHandWish =
  | {
      readonly kind: "contain";
      readonly target: ContainmentTarget;
      /** ARN of the user or role. */
      readonly identityKey: string;
      readonly why: string;
    }
  | { readonly kind: "release"; readonly containmentId: string; readonly why: string }
  | ({ readonly kind: "sweep"; readonly why: string } & HandedSweep)
  | { readonly kind: "sweep-again"; readonly containmentId: string; readonly why: string };

export interface ByHandReport {
  readonly outcome: "started" | "already-started" | "refused";
  /** One sentence for people where it was refused; "" elsewhere. */
  readonly message: string;
  /** The containment as it was started, under the policy in force there. */
  readonly request?: ContainmentRequest | undefined;
  /** What came of a sweep that was handed over. */
  readonly derived?: DerivedReport | undefined;
}

export interface ByHandParts {
  readonly standings: StandingStore;
  readonly containments: Pick<ContainmentStore, "get">;
  readonly playbooks: PlaybookRunner;
  /** What IAM showed of identities, for the impact. */
  readonly inventories?: Pick<InventoryStore, "get">;
  readonly releases: ReleaseRunner;
  /** Has the warden sweep a containment as it does by itself; undefined where it sweeps none. */
  readonly sweeps?: ((containmentId: string) => Promise<void>) | undefined;
  /** The policy in force. Throws where it is not known for certain. */
  readonly policy: () => Promise<Policy>;
  /** The account whose people act. */
  readonly homeAccount: string;
}

export interface ReleaseRunner {
  release(given: {
    readonly containmentId: string;
    readonly playbook: PlaybookName;
    readonly by: string;
    readonly why: string;
  }): Promise<"started" | "already-started">;
}

/**
 * Does what a person wants by hand, where the policy in force lets them: `who` is their ARN as STS vouches for it. The
 * request is made here and nowhere else, so that nobody can leave out the question to other people, name another
 * starter, or contain what is protected. The person is of the home account and not the one whom it is about.
 */
export async function actByHand(
  parts: ByHandParts,
  wish: ByHandWish,
  who: string,
  nowMs: number,
): Promise<ByHandReport> {
  const person = personOf(who);
  if (typeof person === "string") return refused(person);
  if (person.accountId !== parts.homeAccount) {
    return refused(
      `people of account ${parts.homeAccount} act, where the warden lives; you are of ${person.accountId}`,
    );
  }
  const isAbout = (arn: string) => {
    const principal = principalOfArn(arn);
    return principal !== undefined && isSamePrincipal(principal, person);
  };
  if (wish.kind === "release" || wish.kind === "sweep-again") {
    const { containmentId, why } = wish;
    const record = await parts.containments.get(containmentId);
    if (record === undefined)
      return refused(`there is no containment ${containmentId}; see all with: nhi containments`);
    if (wish.kind === "sweep-again") return sweepAgain(parts, record);
    const { identityKey, target, playbook } = record.request;
    if ([identityKey, principalOf(target)].some(isAbout)) {
      return refused("the containment is about you; somebody else has to release it");
    }
    return { outcome: await parts.releases.release({ containmentId, playbook, by: who, why }), message: "" };
  }
  if (wish.kind === "sweep") return handOver(parts, wish, who, isAbout, nowMs);
  const { target, identityKey, why } = wish;
  const [named, meant] = [identityKey, principalOf(target)].map(principalOfArn);
  if (named !== undefined && meant !== undefined && !isSamePrincipal(named, meant)) {
    return refused(`the target is none of ${printable(identityKey, 200)}`);
  }
  if ([identityKey, principalOf(target)].some(isAbout)) return refused("the containment would be about you");
  const policy = await parts.policy();
  const request = await prepareByHand({ ...parts, policy }, { target, identityKey, startedBy: who, why }, nowMs);
  if (typeof request === "string") return refused(request);
  return { outcome: await parts.playbooks.start(request), message: "", request };
}

/** Whoever asks for it adds nothing to it, so that it is nobody's own. */
async function sweepAgain({ sweeps }: ByHandParts, { containmentId, state }: ContainmentRecord): Promise<ByHandReport> {
  if (state !== "contained") return refused(`${containmentId} is ${state}, not contained; nothing is swept`);
  if (sweeps === undefined)
    return refused("this warden does not sweep by itself: it has no event history to look into");
  await sweeps(containmentId);
  return { outcome: "started", message: "" };
}

/** The containment and all that came of it must be of others, and each target of whom it is said to be. */
async function handOver(
  parts: ByHandParts,
  { containmentId, found }: HandedSweep,
  who: string,
  isAbout: (arn: string) => boolean,
  nowMs: number,
): Promise<ByHandReport> {
  const source = (await parts.containments.get(containmentId))?.request;
  const about = source === undefined ? [] : [source.identityKey, principalOf(source.target)];
  for (const { target, owner } of found.contain) {
    if (target === undefined || owner === undefined) continue;
    const [named, meant] = [owner, principalOf(target)].map(principalOfArn);
    if (named === undefined || meant === undefined || !isSamePrincipal(named, meant)) {
      return refused(`a target of the sweep is none of ${printable(owner, 200)}`);
    }
    about.push(owner);
  }
  if (about.some(isAbout)) return refused("what the sweep found is about you; somebody else has to hand it over");
  const policy = await parts.policy();
  const derived = await containSwept({ ...parts, policy }, { containmentId, found }, who, nowMs);
  return typeof derived === "string" ? refused(derived) : { outcome: "started", message: "", derived };
}

const refused = (message: string): ByHandReport => ({ outcome: "refused", message });
