import type { JsonObject } from "./json-value.ts";

/** What a task handler is told besides its arguments. */
export interface TaskCall {
  readonly executionName: string;
  readonly stateName: string;
  readonly nowMs: number;
  /** Aborts when the task timed out or the execution stopped. */
  readonly signal: AbortSignal;
  readonly taskToken: string | undefined;
  /** The role that the task's Credentials name; the state machine's own where it is undefined. */
  readonly roleArn: string | undefined;
}

/** Carries out one service integration. Throws StateError with the error's name as Step Functions gives it. */
export type IntegrationHandler = (taskArguments: JsonObject, call: TaskCall) => Promise<unknown>;

/** Handlers by resource ARN, `arn:aws:states:::aws-sdk:iam:updateAccessKey`, without `.waitForTaskToken`. */
export type Integrations = Readonly<Record<string, IntegrationHandler>>;

export const integrationArn = (integration: string) => `arn:aws:states:::${integration}`;

export interface TaskResource {
  /** The key in Integrations; every partition reads as `aws`. */
  readonly arn: string;
  readonly waitForTaskToken: boolean;
}

/** Reads a Task's Resource; undefined where it is no service integration the interpreter knows. */
export function readResource(resource: string): TaskResource | undefined {
  const match = /^arn:aws[a-z-]*:states:::([A-Za-z0-9-]+(?::[A-Za-z0-9-]+)+)(\.waitForTaskToken)?$/.exec(resource);
  if (match?.[1] === undefined) return undefined;
  return { arn: integrationArn(match[1]), waitForTaskToken: match[2] !== undefined };
}

export function handlerFor(integrations: Integrations, arn: string): IntegrationHandler | undefined {
  return Object.hasOwn(integrations, arn) ? integrations[arn] : undefined;
}
