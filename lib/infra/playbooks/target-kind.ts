import { markStates, unmarkStates } from "./marks.ts";
import { type PrincipalKind, readPrincipal } from "./principal.ts";
import { expression, type State, type States } from "./states.ts";

/** Where the read of a target leads. */
export interface ReadParts {
  readonly roleArn: string;
  readonly next: string;
  readonly onGone: string;
  readonly onError: string;
}

/**
 * A target that is no user or role but a workload, or a resource of a service: IAM's tags say nothing of it, nor does
 * the policy simulator. Step Functions calls services in the state machine's own Region alone.
 */
export interface ResourceKind {
  /** One word for sentences: `function`. */
  readonly noun: string;
  /** Whom it is asked of: `Lambda`. */
  readonly service: string;
  /** A sentence for where somebody takes the containment back: there is no stronger playbook on the resource itself. */
  readonly instead: string;
  /**
   * Where its service answers with nothing, and not with an error, for what is not there: a JSONata condition for that.
   */
  readonly goneIf?: string;
  /** A sentence for that; without it: that it does not exist. */
  readonly gone?: string;
  /** Whether nobody can take the change back, whatever they may do to the resource. */
  readonly stays?: boolean;
  /** A sentence for a release that finds another `$principalId`; without it: that it was deleted and made again. */
  readonly notTheSame?: string;
  /**
   * Asks whether it is there and sets `$principalId`, to what stays the same for as long as it is the same resource, so
   * that a release can tell one that was made again.
   */
  readonly read: (parts: ReadParts) => State;
}

export type TargetKind = PrincipalKind | ResourceKind;

const isPrincipal = (kind: TargetKind): kind is PrincipalKind => typeof kind === "string";

/** `user or role`, or the resource's word. */
export const nounOf = (kind: TargetKind) => (isPrincipal(kind) ? "user or role" : kind.noun);
/** What a release says of a target that is not the one it was. */
export const notTheSameOf = (kind: TargetKind) =>
  (isPrincipal(kind) ? undefined : kind.notTheSame) ??
  `The ${nounOf(kind)} was deleted and made again under the same name.`;
/** What a release says of a target that is not there. */
export const goneOf = (kind: TargetKind) =>
  (isPrincipal(kind) ? undefined : kind.gone) ?? `The ${nounOf(kind)} does not exist any more.`;
/** Whom the target is asked of: `IAM` or the resource's service. */
export const serviceOf = (kind: TargetKind) => (isPrincipal(kind) ? "IAM" : kind.service);
/**
 * What to do where a containment does not hold and no playbook is stronger; undefined where the guard policy would hold
 * it.
 */
export const insteadOf = (kind: TargetKind) => (isPrincipal(kind) ? undefined : kind.instead);

/** Reads the target; the state is named the same for all kinds, because others lead to it. */
export const readTargetOf = (kind: TargetKind, parts: ReadParts): State =>
  isPrincipal(kind) ? readPrincipal({ kind, ...parts }) : kind.read(parts);

/** Where the read leads: to a look at whether it found anything, where its service does not say so by an error. */
export const afterReadOf = (kind: TargetKind, next: string) =>
  isPrincipal(kind) || kind.goneIf === undefined ? next : "IsThere";

/** The states after the read. */
export function thereStates(kind: TargetKind, next: string, gone: string): States {
  if (isPrincipal(kind) || kind.goneIf === undefined) return {};
  return {
    IsThere: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression(kind.goneIf),
          Assign: { problem: kind.gone ?? `The ${kind.noun} does not exist.` },
          Next: gone,
        },
      ],
      Default: next,
    },
  };
}

/**
 * The first state of a read that may act: of a resource in another Region, a resource here of the same name would be
 * read.
 */
export const firstReadOf = (kind: TargetKind) => (isPrincipal(kind) ? "ReadPrincipal" : "IsInThisRegion");

const ownRegion = "$split($states.context.Execution.Id, ':')[3]";

/** The states before the read; none for users and roles, which have no Region. */
export function regionStates(kind: TargetKind, next: string, elsewhere: string): States {
  if (isPrincipal(kind)) return {};
  return {
    IsInThisRegion: {
      Type: "Choice",
      Choices: [{ Condition: expression(`$request.target.region = ${ownRegion}`), Next: next }],
      Default: "InAnotherRegion",
    },
    InAnotherRegion: {
      Type: "Pass",
      Assign: {
        problem: expression(
          `'The ${kind.noun} is in ' & $request.target.region & ', and this playbook reaches ${kind.service} in ' & ${ownRegion} & ' alone. Nothing was changed. Contain the role of the ${kind.noun} instead.'`,
        ),
      },
      Next: elsewhere,
    },
  };
}

/** Where a change that is in place leads first. */
export const firstMarkOf = (kind: TargetKind) => (isPrincipal(kind) ? "ReadKillSwitchToMark" : "NotMarkable");

/** Sets the warden's tags on a user or a role; of a resource it says that the guard policy does not protect it. */
export function markTargetStates(parts: {
  readonly tableName: string;
  readonly kind: TargetKind;
  readonly roleArn: string;
  readonly quarantine: boolean;
  readonly next: string;
}): States {
  const { kind, next } = parts;
  if (isPrincipal(kind)) return markStates({ ...parts, kind });
  return {
    NotMarkable: {
      Type: "Pass",
      Assign: {
        note: expression(
          kind.stays === true
            ? "$note"
            : `$reverts = 0 ? $note & ' The guard policy does not protect a ${kind.noun}: whoever may change it can take this back.' : $note`,
        ),
      },
      Next: next,
    },
  };
}

/** Where what stood before leads once it stands again: the tags come off, and a resource has none. */
export const firstUnmarkOf = (kind: TargetKind) => (isPrincipal(kind) ? "WhichTags" : "Released");

export function unmarkTargetStates(parts: {
  readonly kind: TargetKind;
  readonly restorer: string;
  readonly marker: string;
  readonly quarantine: boolean;
  readonly next: string;
}): States {
  const { kind } = parts;
  return isPrincipal(kind) ? unmarkStates({ ...parts, kind }) : {};
}
