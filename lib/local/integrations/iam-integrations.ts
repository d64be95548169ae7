import { IamError } from "../account/iam-error.ts";
import type { Operation } from "../account/operation.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import {
  type IntegrationHandler,
  type Integrations,
  integrationArn,
  type TaskCall,
} from "../state-machine/integration.ts";
import type { JsonObject } from "../state-machine/json-value.ts";
import { StateError } from "../state-machine/state-error.ts";
import { type PlaybookCall, roleCaller } from "./role-caller.ts";

export interface IamIntegrationOptions {
  /** Other accounts that a task can reach by the role in its Credentials. */
  readonly members?: readonly SimulatedAccount[];
  /**
   * The role in the home account that state machines act as; it must trust states.amazonaws.com.
   * Its own policies decide, and those of the role in a task's Credentials, which it assumes.
   * Without one, every call is a caller's who may do everything, and no trail is kept.
   */
  readonly roleName?: string;
  /** Hears of every call, where there is a roleName. */
  readonly onCall?: (call: PlaybookCall) => void;
}

/**
 * `aws-sdk:iam:*` over simulated accounts; the account is that of the role in the task's Credentials, else `home`.
 * Errors carry the names that Step Functions gives them; an account that cannot be reached is States.Permissions.
 */
export function iamIntegrations(home: SimulatedAccount, options: IamIntegrationOptions = {}): Integrations {
  const accounts = [home, ...(options.members ?? [])];
  const asRole = options.roleName === undefined ? undefined : roleCaller(home, options.roleName, options.onCall);
  return Object.fromEntries(
    Object.entries(home.operations).map(([name, operation]): [string, IntegrationHandler] => [
      integrationArn(`aws-sdk:iam:${name}`),
      async (parameters, task) => {
        checkFields(`iam:${name}`, operation, parameters);
        const account = accountOf(accounts, home, task);
        try {
          return asRole === undefined
            ? account.iam(name, parameters, task.nowMs)
            : asRole(account, name, parameters, task);
        } catch (error) {
          throw error instanceof IamError ? toTaskError(error) : error;
        }
      },
    ]),
  );
}

/** The account of the role that a task takes. */
export function accountOf(accounts: readonly SimulatedAccount[], home: SimulatedAccount, { roleArn }: TaskCall) {
  if (roleArn === undefined) return home;
  const accountId = /^arn:aws[a-z-]*:iam::(\d{12}):role\/./.exec(roleArn)?.[1];
  const account = accounts.find((one) => one.accountId === accountId);
  if (account !== undefined) return account;
  throw new StateError(
    "States.Permissions",
    `The role ${roleArn} cannot be assumed: its account is not simulated here.`,
  );
}

/** Step Functions refuses a field that the API does not have before it calls the API. */
export function checkFields(name: string, { required, optional }: Operation, parameters: JsonObject): void {
  const unknown = Object.keys(parameters).find((field) => !required.includes(field) && !optional.includes(field));
  if (unknown !== undefined) {
    throw new StateError("States.Runtime", `The field '${unknown}' is not supported by aws-sdk:${name}.`);
  }
}

const toTaskError = (error: IamError) =>
  new StateError(error.stateMachineError, `${error.message} (Service: Iam, Status Code: ${error.httpStatus})`);
