/** One state of the Amazon States Language, as plain data. */
export interface State {
  readonly Type: "Pass" | "Task" | "Choice" | "Wait" | "Succeed" | "Fail";
  readonly [field: string]: unknown;
}

export type States = Readonly<Record<string, State>>;

/** What a state machine is created from. */
export interface Definition {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: States;
}

/** Marks a JSONata expression; every other string in a definition is taken literally. */
export const expression = (jsonata: string) => `{% ${jsonata} %}`;

/** A JSONata string literal. */
export const quoted = (text: string) => JSON.stringify(text);

/** Errors that a second attempt cannot mend. `States.QueryEvaluationError` is an expression that fails on its data. */
const lasting = [
  "Iam.NoSuchEntityException",
  "Iam.UnmodifiableEntityException",
  "Iam.LimitExceededException",
  "Iam.MalformedPolicyDocumentException",
  "Iam.InvalidInputException",
  "DynamoDB.ResourceNotFoundException",
  "DynamoDB.ConditionalCheckFailedException",
  "States.QueryEvaluationError",
  "States.Permissions",
];

/**
 * Three more attempts after 1, 2 and 4 s at most (full jitter), so that a playbook loses under 8 s on a service that is
 * down. Every call the playbooks make may be repeated: it writes the same value again.
 */
const retryOf = (resource: string) => [
  { ErrorEquals: lasting.filter((error) => canAnswer(resource, error)), MaxAttempts: 0 },
  { ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: "FULL" },
];

/** A service answers with its own errors and Step Functions': others would only make the definitions longer. */
const canAnswer = (resource: string, error: string) => {
  const [service = ""] = error.toLowerCase().split(".");
  return service === "states" || resource.includes(`:${service}:`);
};

/** The error as one line for people: its name, then at most 500 characters of its cause. */
export const errorText = "$states.errorOutput.Error & ': ' & $substring($string($states.errorOutput.Cause), 0, 500)";

/** Where errors of a call lead. */
export interface Caught {
  readonly errors: readonly string[];
  readonly next: string;
  /** A sentence for people; the error follows it. */
  readonly problem: string;
  readonly assign?: Readonly<Record<string, unknown>>;
}

/** A call that reads something, of which a playbook needs several: each remembers and goes on in its own way. */
export interface ReadCall {
  /** ARN of the role to act with, as an expression. */
  readonly roleArn: string;
  readonly assign: Readonly<Record<string, string>>;
  readonly next: string;
  readonly catch: readonly Caught[];
}

interface Call {
  readonly resource: string;
  /** Fields, or one expression that gives them. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
  /** ARN of the role to act with, as an expression, where it is not the state machine's own. */
  readonly roleArn?: string;
  readonly assign?: Readonly<Record<string, unknown>>;
  /** Errors of the service that a second attempt cannot mend, beside those that are known for all. */
  readonly lasting?: readonly string[];
  /** Outcomes of errors that have one of their own, then every other error. */
  readonly catch: readonly Caught[];
  readonly next: string;
}

/** One call of an AWS API: at most 30 s, repeated where that can help, every error caught and kept as `$problem`. */
export function call(task: Call): State {
  return {
    Type: "Task",
    Resource: task.resource,
    ...(task.roleArn === undefined ? {} : { Credentials: { RoleArn: task.roleArn } }),
    Arguments: task.arguments,
    ...(task.assign === undefined ? {} : { Assign: task.assign }),
    TimeoutSeconds: 30,
    Retry: [
      ...(task.lasting === undefined ? [] : [{ ErrorEquals: task.lasting, MaxAttempts: 0 }]),
      ...retryOf(task.resource),
    ],
    Catch: task.catch.map(({ errors, next, problem, assign }) => ({
      ErrorEquals: errors,
      Assign: { problem: expression(`${quoted(`${problem} `)} & ${errorText}`), ...assign },
      Next: next,
    })),
    Next: task.next,
  };
}
