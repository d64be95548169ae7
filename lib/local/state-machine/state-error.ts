/** An error with a name that Retry and Catch can match. Task handlers throw it; its message is the error's Cause. */
export class StateError extends Error {
  /** `States.Timeout`, `Iam.NoSuchEntityException` … */
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.name = "StateError";
    this.error = error;
  }
}

/** Why an execution stops from outside: nothing in the definition can catch it. */
export class ExecutionStopped extends Error {
  readonly status: "ABORTED" | "TIMED_OUT" | "SIBLING_FAILED";

  constructor(status: ExecutionStopped["status"], cause: string) {
    super(cause);
    this.name = "ExecutionStopped";
    this.status = status;
  }
}

/** A handler's own error becomes States.TaskFailed; a StateError stays what it is. */
export function toStateError(thrown: unknown): StateError | ExecutionStopped {
  if (thrown instanceof StateError || thrown instanceof ExecutionStopped) return thrown;
  return new StateError(
    "States.TaskFailed",
    thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  );
}

/**
 * Whether an ErrorEquals list names the error (Amazon States Language, "Errors").
 * States.ALL leaves out States.DataLimitExceeded; nothing ever matches States.Runtime.
 * States.TaskFailed is every error but a timeout. States.Timeout takes a missed heartbeat with it,
 * because AWS's documents describe the missed heartbeat under both names.
 */
export function errorMatches(errorEquals: readonly string[], error: string): boolean {
  if (error === "States.Runtime") return false;
  const timeout = error === "States.Timeout" || error === "States.HeartbeatTimeout";
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (name === "States.ALL") return error !== "States.DataLimitExceeded";
    if (name === "States.Timeout") return timeout;
    return name === "States.TaskFailed" && !timeout && error !== "States.DataLimitExceeded";
  });
}
