import { type Integrations, integrationArn } from "../state-machine/integration.ts";
import type { JsonValue } from "../state-machine/json-value.ts";
import { StateError } from "../state-machine/state-error.ts";

export type LocalFunction = (payload: JsonValue) => Promise<unknown>;

/** `lambda:invoke` over functions by name. What a function throws has its own error's name, as in Step Functions. */
export function lambdaIntegrations(functions: Readonly<Record<string, LocalFunction>>): Integrations {
  return {
    [integrationArn("lambda:invoke")]: async ({ FunctionName: functionName, Payload: payload = {} }) => {
      const name = typeof functionName === "string" ? functionNameIn(functionName) : "";
      const invoke = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (invoke === undefined) {
        throw new StateError("Lambda.ResourceNotFoundException", `Function not found: ${JSON.stringify(functionName)}`);
      }
      try {
        return { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: (await invoke(payload)) ?? null };
      } catch (error) {
        if (error instanceof Error) throw new StateError(error.name, error.message);
        throw new StateError("Lambda.Unknown", String(error));
      }
    },
  };
}

/** A name, or a full ARN with or without a qualifier. */
function functionNameIn(text: string): string {
  return /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:([^:]+)/.exec(text)?.[1] ?? text;
}
