import type { JsonValue } from "./json-value.ts";

/** Amazon States Language as the interpreter reads it, after validation. */
export interface StatesBlock {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachineDefinition extends StatesBlock {
  readonly TimeoutSeconds?: number;
}

interface StateBase {
  readonly Output?: JsonValue;
  readonly Assign?: JsonValue;
  readonly Next?: string;
  readonly End?: boolean;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: JsonValue;
  readonly Assign?: JsonValue;
}

interface Recovering extends StateBase {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends Recovering {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Arguments?: JsonValue;
  readonly Credentials?: { readonly RoleArn: string };
  readonly TimeoutSeconds?: JsonValue;
  readonly HeartbeatSeconds?: JsonValue;
}

export interface ParallelState extends Recovering {
  readonly Type: "Parallel";
  readonly Branches: readonly StatesBlock[];
  readonly Arguments?: JsonValue;
}

export interface MapState extends Recovering {
  readonly Type: "Map";
  readonly ItemProcessor: StatesBlock;
  readonly Items?: JsonValue;
  readonly ItemSelector?: JsonValue;
  readonly MaxConcurrency?: JsonValue;
}

export interface ChoiceRule {
  readonly Condition: JsonValue;
  readonly Next: string;
  readonly Output?: JsonValue;
  readonly Assign?: JsonValue;
}

export interface ChoiceState extends StateBase {
  readonly Type: "Choice";
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface WaitState extends StateBase {
  readonly Type: "Wait";
  readonly Seconds?: JsonValue;
  readonly Timestamp?: JsonValue;
}

export interface PassState extends StateBase {
  readonly Type: "Pass";
}

export interface SucceedState extends StateBase {
  readonly Type: "Succeed";
}

export interface FailState extends StateBase {
  readonly Type: "Fail";
  readonly Error?: JsonValue;
  readonly Cause?: JsonValue;
}

export type RecoveringState = TaskState | ParallelState | MapState;
export type State = RecoveringState | ChoiceState | WaitState | PassState | SucceedState | FailState;
