import { proofLevels } from "../../contract/containment-item.ts";
import type { ContainmentOutcome } from "../../domain/response/containment.ts";
import { type PlaybookName, playbookLadders } from "../../domain/response/decision.ts";
import { expression, quoted, type State, type States } from "./states.ts";

/** The state of the containment's record that each outcome leads to. */
const recordStates = {
  contained: "contained",
  "already-contained": "contained",
  "refused-kill-switch": "refused",
  "refused-protected": "refused",
  "refused-denied": "refused",
  "refused-expired": "refused",
  narrowed: "refused",
  reverted: "failed",
  released: "released",
  "release-refused-drift": "contained",
  "target-not-found": "failed",
  failed: "failed",
} as const satisfies Record<ContainmentOutcome, "contained" | "refused" | "failed" | "released">;

type Proof = (typeof proofLevels)[keyof typeof proofLevels];

/**
 * Ends the work on the identity: what is recorded and told, as `$ended`. `detail` is a JSONata expression; `$note`
 * follows it, sentences that gathered on the way.
 */
export function ended(
  outcome: ContainmentOutcome,
  detail: string,
  proof: Proof = proofLevels.none,
  next = "RecordOutcome",
): State {
  return {
    Type: "Pass",
    Assign: {
      ended: { outcome, state: recordStates[outcome], proof, detail: expression(`${detail} & $note`) },
    },
    Next: next,
  };
}

/** Where IAM refuses through the responder role's own deny, the target is one of the protected paths. */
export const deniedByOwnPolicy = "$contains($problem, 'explicit deny in an identity-based policy')";

/** The playbook to try where this one does not hold; undefined for the strongest. */
export function strongerThan(playbook: PlaybookName): PlaybookName | undefined {
  const ladder = playbookLadders.find((rungs) => rungs.includes(playbook)) ?? [];
  return ladder[ladder.indexOf(playbook) + 1];
}

const escalation = (playbook: PlaybookName, instead: string | undefined) => {
  const stronger = strongerThan(playbook);
  return stronger === undefined
    ? (instead ?? "There is no stronger playbook: install the guard policy, or cut the account off by hand.")
    : `Next stronger: ${stronger}. Without the guard policy the adversary can take that away as well.`;
};

/** Sentences of a playbook: what was changed, and what was already so where it can find that. */
export interface Sentences {
  readonly done: string;
  readonly found?: string;
}

/** Every way a playbook can end, one state each. All of them are recorded and told to people. */
export function outcomeStates(parts: {
  readonly playbook: PlaybookName;
  readonly sentences: Sentences;
  /** Whether the policy simulator can say something about the change. */
  readonly simulated: boolean;
  /** Whether the target and the change can be looked at; some endings are of what was seen. */
  readonly isRead: boolean;
  /** What to do where it does not hold, where that is not the guard policy. */
  readonly instead: string | undefined;
}): States {
  const { playbook, sentences, simulated, isRead, instead } = parts;
  const said = "' (' & $substring($string($answer.why), 0, 300) & ')'";
  const done = quoted(sentences.done);
  return {
    ...(isRead ? shownStates(done, simulated) : {}),
    Unproven: ended(
      "contained",
      `${done} & ' Whether that denies, or held, is not proven: ' & $problem`,
      proofLevels.unproven,
    ),
    // Step Functions refuses a definition with a state that nothing leads to.
    ...(sentences.found === undefined
      ? {}
      : { AlreadyContained: ended("already-contained", quoted(sentences.found), proofLevels.readBack) }),
    KillSwitchEngaged: ended("refused-kill-switch", "$problem & ' Nothing was changed.'"),
    Protected: ended("refused-protected", "$problem & ' The target is protected. Nothing was changed.'"),
    Denied: ended("refused-denied", `'People said no. Nothing was changed. ' & $join([$answer.who], ' ') & ${said}`),
    Expired: ended("refused-expired", quoted("Nobody answered in time. Nothing was changed.")),
    Narrowed: ended(
      "narrowed",
      `'People chose ' & $chosen.playbook & ' instead; it is containment ' & $narrowedId & '. Nothing else was changed. ' & $approvedBy & ${said}`,
    ),
    ...(isRead ? goneStates(playbook, instead) : {}),
    Failed: ended("failed", "$problem"),
  };
}

/** Where the target was looked at before the change, and the change until it had stood for a minute. */
const shownStates = (done: string, simulated: boolean): States => ({
  WhyNotChanged: {
    Type: "Choice",
    Choices: [{ Condition: expression(deniedByOwnPolicy), Next: "Protected" }],
    Default: "Failed",
  },
  ...(simulated
    ? {
        Proven: ended(
          "contained",
          `${done} & ' It held for 60 s, and the policy simulator says: explicitly denied.'`,
          proofLevels.proven,
        ),
      }
    : { HeldFor60Seconds: ended("contained", `${done} & ' It held for 60 s.'`, proofLevels.readBack) }),
});

/** Where a look found the change, or the target, gone. */
const goneStates = (playbook: PlaybookName, instead: string | undefined): States => ({
  Reverted: ended(
    "reverted",
    `'An adversary reverts the containment: the change was in place and is gone, or could not be put back. ' & $problem & ${quoted(` ${escalation(playbook, instead)}`)}`,
    proofLevels.failed,
  ),
  TargetNotFound: ended("target-not-found", "$problem & ' Nothing was changed.'"),
});
