import { names } from "../../contract/names.ts";
import { expression, type State } from "../playbooks/states.ts";

/**
 * The ARN of the state machine of the step's playbook, or of its release: all names of the warden's have one beginning.
 */
export const machine = (prefix: "" | "release-") =>
  expression(`$replace($states.context.StateMachine.Id, '${names.drill}', '${prefix}' & $step.playbook, 1)`);

/** What is wrong so far, and one thing more. `problem` is JSONata. */
export const noted = (problem: string) => expression(`[$append($problems, ${problem})]`);
/** Says what is wrong; `problem` is JSONata. */
export const saying = (problem: string, Next: string): State => ({
  Type: "Pass",
  Assign: { problem: expression(problem) },
  Next,
});
