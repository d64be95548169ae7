import type { AccountState } from "./account-state.ts";
import type { Operations, Parameters } from "./operation.ts";
import { type LambdaFunction, resourceAt, ServiceError, withResource } from "./service-resources.ts";

/** Lambda keeps at least this much of an account's concurrency unreserved. */
const mostReserved = 900;

function functionOf(state: AccountState, { FunctionName: name }: Parameters): LambdaFunction {
  const found = typeof name === "string" ? resourceAt(state, "function", name) : undefined;
  if (found !== undefined) return found;
  throw new ServiceError("Lambda.ResourceNotFoundException", 404, `Function not found: ${String(name)}`);
}

const concurrency = ({ reserved }: LambdaFunction) =>
  reserved === null ? {} : { ReservedConcurrentExecutions: reserved };

const configuration = ({ arn, description = "", revision = 0, updateStatus, environment = {} }: LambdaFunction) => ({
  FunctionName: arn.slice(arn.lastIndexOf(":") + 1),
  FunctionArn: arn,
  Description: description,
  RevisionId: `revision-${revision}`,
  LastUpdateStatus: updateStatus ?? "Successful",
  Environment: { Variables: environment },
});

/** Reserved concurrency and descriptions of Lambda functions, which have to be named by their whole ARN here. */
export const functionOperations: Operations = {
  "lambda:getFunctionConcurrency": {
    required: ["FunctionName"],
    optional: [],
    run: (state, parameters) => ({ response: concurrency(functionOf(state, parameters)) }),
  },
  "lambda:putFunctionConcurrency": {
    required: ["FunctionName", "ReservedConcurrentExecutions"],
    optional: [],
    run(state, parameters) {
      const found = functionOf(state, parameters);
      const reserved = Number(parameters["ReservedConcurrentExecutions"]);
      if (!Number.isInteger(reserved) || reserved < 0 || reserved > mostReserved) {
        throw new ServiceError(
          "Lambda.InvalidParameterValueException",
          400,
          "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
        );
      }
      const next = { ...found, reserved };
      return { state: withResource(state, next), response: concurrency(next) };
    },
  },
  "lambda:deleteFunctionConcurrency": {
    required: ["FunctionName"],
    optional: [],
    run: (state, parameters) => ({
      state: withResource(state, { ...functionOf(state, parameters), reserved: null }),
      response: {},
    }),
  },
  "lambda:getFunctionConfiguration": {
    required: ["FunctionName"],
    optional: [],
    run: (state, parameters) => ({ response: configuration(functionOf(state, parameters)) }),
  },
  "lambda:updateFunctionConfiguration": {
    required: ["FunctionName", "Description"],
    optional: ["RevisionId"],
    run(state, parameters) {
      const found = functionOf(state, parameters);
      const { RevisionId: expected = configuration(found).RevisionId, Description: given } = parameters;
      if (expected !== configuration(found).RevisionId) {
        throw new ServiceError(
          "Lambda.PreconditionFailedException",
          412,
          "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
        );
      }
      const description = String(given);
      if (description.length > 256) {
        throw new ServiceError(
          "Lambda.InvalidParameterValueException",
          400,
          "The description has over 256 characters.",
        );
      }
      const next = { ...found, description, revision: (found.revision ?? 0) + 1 };
      return { state: withResource(state, next), response: configuration(next) };
    },
  },
};
