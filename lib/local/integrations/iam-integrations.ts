import type { ApiCall } from "../account/api-call.ts";
import { IamError } from "../account/iam-error.ts";
import type { Operation, Response } from "../account/operation.ts";
import type { CallOutcome, SimulatedAccount } from "../account/simulated-account.ts";
import {
  type IntegrationHandler,
  type Integrations,
  integrationArn,
  type TaskCall,
} from "../state-machine/integration.ts";
import type { JsonObject } from "../state-machine/json-value.ts";
import { StateError } from "../state-machine/state-error.ts";

/** A call that a state machine made, for the account's trail. */
export interface PlaybookCall {
  readonly call: ApiCall;
  readonly result: CallOutcome;
  readonly nowMs: number;
}

export interface IamIntegrationOptions {
  /**
   * The role that the state machine acts as; it must trust states.amazonaws.com, and its own policies decide.
   * Without one, the calls are a caller's who may do everything, and no trail of them is kept.
   */
  readonly roleName?: string;
  readonly onCall?: (call: PlaybookCall) => void;
}

const service = "states.amazonaws.com";

/** `aws-sdk:iam:*` over a simulated account. Errors carry the names that Step Functions gives them. */
export function iamIntegrations(account: SimulatedAccount, options: IamIntegrationOptions = {}): Integrations {
  const perform =
    options.roleName === undefined ? asAnyone(account) : asRole(account, options.roleName, options.onCall);
  return Object.fromEntries(
    Object.entries(account.operations).map(([name, operation]): [string, IntegrationHandler] => [
      integrationArn(`aws-sdk:iam:${name}`),
      async (parameters, call) => {
        checkFields(name, operation, parameters);
        try {
          return perform(name, parameters, call);
        } catch (error) {
          throw error instanceof IamError ? toTaskError(error) : error;
        }
      },
    ]),
  );
}

type Perform = (name: string, parameters: JsonObject, call: TaskCall) => Response;

const asAnyone =
  (account: SimulatedAccount): Perform =>
  (name, parameters, { nowMs }) =>
    account.iam(name, parameters, nowMs);

function asRole(account: SimulatedAccount, roleName: string, onCall: IamIntegrationOptions["onCall"]): Perform {
  const sessions = new Map<string, { readonly accessKeyId: string; readonly expiresMs: number }>();
  const credentialFor = ({ executionName, nowMs }: TaskCall): string => {
    const open = sessions.get(executionName);
    if (open !== undefined && nowMs < open.expiresMs) return open.accessKeyId;
    const sessionName = executionName.slice(0, 64);
    const session = account.startSession({ roleName, sessionName, by: { service } }, nowMs);
    sessions.set(executionName, session);
    return session.accessKeyId;
  };
  return (name, parameters, task) => {
    const action = `iam:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const accessKeyId = credentialFor(task);
    const call: ApiCall = { accessKeyId, action, parameters, sourceAddress: service, userAgent: service };
    const result = account.request(call, task.nowMs);
    onCall?.({ call, result, nowMs: task.nowMs });
    if (result.outcome === "succeeded") return result.response;
    if (result.outcome === "failed") throw result.error;
    if (result.attempt.outcome === "denied") throw new IamError("AccessDenied", result.attempt.message);
    const problem = result.attempt.outcome === "error" ? result.attempt.problem : "";
    throw new StateError("States.Runtime", `The simulation cannot judge ${action}: ${problem}`);
  };
}

/** Step Functions refuses a field that the API does not have before it calls the API. */
function checkFields(name: string, { required, optional }: Operation, parameters: JsonObject): void {
  const unknown = Object.keys(parameters).find((field) => !required.includes(field) && !optional.includes(field));
  if (unknown !== undefined) {
    throw new StateError("States.Runtime", `The field '${unknown}' is not supported by aws-sdk:iam:${name}.`);
  }
}

const toTaskError = (error: IamError) =>
  new StateError(error.stateMachineError, `${error.message} (Service: Iam, Status Code: ${error.httpStatus})`);
