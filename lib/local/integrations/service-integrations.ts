import { IamError } from "../account/iam-error.ts";
import { ServiceError } from "../account/service-resources.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import { type IntegrationHandler, type Integrations, integrationArn } from "../state-machine/integration.ts";
import { StateError } from "../state-machine/state-error.ts";
import { accountOf, checkFields } from "./iam-integrations.ts";

/**
 * `aws-sdk:lambda:*` and other services that playbooks act on, over simulated accounts; the account is that of the role
 * in the task's Credentials, else `home`. Every call is a caller's who may do everything.
 */
export function serviceIntegrations(home: SimulatedAccount, members: readonly SimulatedAccount[] = []): Integrations {
  const accounts = [home, ...members];
  return Object.fromEntries(
    Object.entries(home.services).map(([action, operation]): [string, IntegrationHandler] => [
      integrationArn(`aws-sdk:${action}`),
      async (parameters, task) => {
        checkFields(action, operation, parameters);
        const account = accountOf(accounts, home, task);
        try {
          return account.service(action, parameters, task.nowMs);
        } catch (error) {
          if (error instanceof IamError) throw new StateError("States.Runtime", error.message);
          if (!(error instanceof ServiceError)) throw error;
          const [service] = error.stateMachineError.split(".");
          throw new StateError(
            error.stateMachineError,
            `${error.message} (Service: ${service}, Status Code: ${error.httpStatus})`,
          );
        }
      },
    ]),
  );
}
