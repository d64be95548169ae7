import { proofLevels } from "../../contract/containment-item.ts";
import type { ContainmentOutcome } from "../../domain/response/containment.ts";
import { expression, quoted, type State, type States } from "./states.ts";

/** The state of the containment's record that each outcome leads to. */
const recordStates = {
  contained: "contained",
  "already-contained": "contained",
  "refused-kill-switch": "refused",
  "refused-protected": "refused",
  "target-not-found": "failed",
  failed: "failed",
} as const satisfies Record<ContainmentOutcome, "contained" | "refused" | "failed">;

/** Ends the work on the identity: what is recorded and told, as `$ended`. `detail` is a JSONata expression. */
function ended(outcome: ContainmentOutcome, detail: string): State {
  const proven = recordStates[outcome] === "contained";
  return {
    Type: "Pass",
    Assign: {
      ended: {
        outcome,
        state: recordStates[outcome],
        proof: proven ? proofLevels.readBack : proofLevels.none,
        detail: expression(detail),
      },
    },
    Next: "RecordOutcome",
  };
}

/** Where IAM refuses through the responder role's own deny, the target is one of the protected paths. */
const deniedByOwnPolicy = "$contains($problem, 'explicit deny in an identity-based policy')";

/**
 * Every way a playbook can end, one state each. All of them are recorded and told to people.
 * `done` and `found` are sentences: what was changed, and what was already so where a playbook can find that.
 */
export function outcomeStates(sentences: { readonly done: string; readonly found?: string }): States {
  return {
    WhyNotChanged: {
      Type: "Choice",
      Choices: [{ Condition: expression(deniedByOwnPolicy), Next: "Protected" }],
      Default: "Failed",
    },
    Contained: ended("contained", quoted(sentences.done)),
    // Step Functions refuses a definition with a state that nothing leads to.
    ...(sentences.found === undefined ? {} : { AlreadyContained: ended("already-contained", quoted(sentences.found)) }),
    KillSwitchEngaged: ended("refused-kill-switch", quoted("The kill switch is engaged. Nothing was changed.")),
    KillSwitchUnreadable: ended("refused-kill-switch", "$problem & ' Nothing was changed.'"),
    Protected: ended("refused-protected", "$problem & ' The target is protected. Nothing was changed.'"),
    TargetNotFound: ended("target-not-found", "$problem & ' Nothing was changed.'"),
    Failed: ended("failed", "$problem"),
  };
}
