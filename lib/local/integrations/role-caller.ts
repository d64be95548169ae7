import type { ApiCall } from "../account/api-call.ts";
import { IamError } from "../account/iam-error.ts";
import type { Response } from "../account/operation.ts";
import type { CallOutcome, SimulatedAccount } from "../account/simulated-account.ts";
import type { TaskCall } from "../state-machine/integration.ts";
import type { JsonObject } from "../state-machine/json-value.ts";
import { StateError } from "../state-machine/state-error.ts";

/** A call that a state machine made, for the account's trail. */
export interface PlaybookCall {
  readonly call: ApiCall;
  readonly result: CallOutcome;
  readonly nowMs: number;
}

export type RoleCaller = (account: SimulatedAccount, name: string, parameters: JsonObject, task: TaskCall) => Response;

const service = "states.amazonaws.com";
/** Sessions of roles that assumed roles last an hour at most. */
const sessionMs = 3_600_000;

/**
 * Calls IAM as a role of the home account would, and on from there as the role in a task's Credentials.
 * One session a role and execution, named after the execution and renewed when it is over.
 */
export function roleCaller(
  home: SimulatedAccount,
  roleName: string,
  onCall: ((call: PlaybookCall) => void) | undefined,
): RoleCaller {
  const open = new Map<string, { readonly accessKeyId: string; readonly expiresMs: number }>();

  function request(account: SimulatedAccount, call: ApiCall, nowMs: number): CallOutcome {
    const result = account.request(call, nowMs);
    onCall?.({ call, result, nowMs });
    return result;
  }

  function assume(task: TaskCall, roleArn: string | undefined): string {
    const sessionName = task.executionName.slice(0, 64);
    if (roleArn === undefined) {
      return home.startSession({ roleName, sessionName, by: { service } }, task.nowMs).accessKeyId;
    }
    const parameters = { RoleArn: roleArn, RoleSessionName: sessionName };
    const call = callOf(credential(task, undefined), "sts:AssumeRole", parameters);
    const result = request(home, call, task.nowMs);
    if (result.outcome === "succeeded") {
      return (result.response["Credentials"] as { readonly AccessKeyId: string }).AccessKeyId;
    }
    throw new StateError("States.Permissions", `The role ${roleArn} cannot be assumed: ${whyNot(result)}`);
  }

  function credential(task: TaskCall, roleArn: string | undefined): string {
    const name = `${task.executionName} ${roleArn ?? ""}`;
    const known = open.get(name);
    if (known !== undefined && task.nowMs < known.expiresMs) return known.accessKeyId;
    const accessKeyId = assume(task, roleArn);
    open.set(name, { accessKeyId, expiresMs: task.nowMs + sessionMs - 1_000 });
    return accessKeyId;
  }

  return (account, name, parameters, task) => {
    const action = `iam:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const result = request(account, callOf(credential(task, task.roleArn), action, parameters), task.nowMs);
    if (result.outcome === "succeeded") return result.response;
    if (result.outcome === "failed") throw result.error;
    if (result.attempt.outcome === "denied") throw new IamError("AccessDenied", result.attempt.message);
    throw new StateError("States.Runtime", `The simulation cannot judge ${action}: ${whyNot(result)}`);
  };
}

const callOf = (accessKeyId: string, action: string, parameters: JsonObject): ApiCall => ({
  accessKeyId,
  action,
  parameters,
  sourceAddress: service,
  userAgent: service,
});

function whyNot(result: CallOutcome): string {
  if (result.outcome === "failed") return result.error.message;
  if (result.attempt.outcome === "denied") return result.attempt.message;
  return result.attempt.outcome === "error" ? result.attempt.problem : "";
}
