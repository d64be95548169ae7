import type { Integrations, TaskCall } from "../../../lib/local/state-machine/integration.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";

/** A failure of one state: before the change is made, or after it, so that its answer is lost. */
export type Failure = "refused" | "lost" | StateError;

/** The same integrations, where the calls of some states fail; every call is added to `calls`. */
export function withFailures(
  integrations: Integrations,
  failing: Readonly<Record<string, Failure>>,
  calls: TaskCall[],
): Integrations {
  return Object.fromEntries(
    Object.entries(integrations).map(([arn, handler]) => [
      arn,
      async (parameters, task) => {
        calls.push(task);
        const failure = failing[task.stateName];
        if (failure === undefined) return handler(parameters, task);
        if (failure instanceof StateError) throw failure;
        if (failure === "lost") await handler(parameters, task);
        throw new StateError("Iam.ServiceFailureException", `${task.stateName} failed (${failure})`);
      },
    ]),
  );
}
