import { type Caught, call, type Definition, expression, type State } from "./states.ts";

/** The Express state machine beside one of the playbooks, which runs with that one's role; `name` is the playbook's. */
export const settingsMachine = (name: string) => `${name}-settings`;

const functionCalls = {
  read: "lambda:GetFunctionConfiguration",
  change: "lambda:UpdateFunctionConfiguration",
} as const;

const notThere = ["Lambda.ResourceNotFoundException"];
const lasting = [
  ...notThere,
  "Lambda.InvalidParameterValueException",
  "Lambda.PreconditionFailedException",
  "Lambda.ResourceConflictException",
];
const result = "$states.result";
const FunctionName = expression("$input.parameters.FunctionName");

const telling = {
  lasting,
  assign: {
    answer: {
      there: true,
      description: expression(`($exists(${result}.Description) ? ${result}.Description : '')`),
      revisionId: expression(`${result}.RevisionId`),
      updateStatus: expression(`($exists(${result}.LastUpdateStatus) ? ${result}.LastUpdateStatus : '')`),
    },
  },
  roleArn: expression("$input.roleArn"),
  catch: [
    { errors: notThere, next: "NotThere", problem: "The function does not exist." },
    { errors: ["States.ALL"], next: "Refused", problem: "Lambda answered:" },
  ],
  next: "Told",
};

/**
 * Reads or changes a Lambda function and tells four fields of it. Both calls answer with the function's environment,
 * where secrets are, and a Standard state machine keeps every answer in its history. An Express one has no history, its
 * log is without data, and what it tells its caller is what is chosen here.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export const settingsDefinition: Definition = {
  Comment: "Reads or changes a Lambda function's description; tells nothing of its environment.",
  QueryLanguage: "JSONata",
  StartAt: "Begin",
  TimeoutSeconds: 25,
  States: {
    Begin: { Type: "Pass", Assign: { input: expression("$states.input") }, Next: "WhichCall" },
    WhichCall: {
      Type: "Choice",
      Choices: [
        { Condition: expression(`$input.call = '${functionCalls.read}'`), Next: "ReadSettings" },
        { Condition: expression(`$input.call = '${functionCalls.change}'`), Next: "ChangeSettings" },
      ],
      Default: "NoSuchCall",
    },
    ReadSettings: call({
      resource: "arn:aws:states:::aws-sdk:lambda:getFunctionConfiguration",
      arguments: { FunctionName },
      ...telling,
    }),
    // The description alone: what else the call could set, nobody can ask for.
    ChangeSettings: call({
      resource: "arn:aws:states:::aws-sdk:lambda:updateFunctionConfiguration",
      arguments: {
        FunctionName,
        Description: expression("$input.parameters.Description"),
        RevisionId: expression("$input.parameters.RevisionId"),
      },
      ...telling,
    }),
    Told: { Type: "Succeed", Output: expression("$answer") },
    NotThere: { Type: "Succeed", Output: { there: false } },
    Refused: { Type: "Fail", Error: "NhiWarden.FunctionSettings", Cause: expression("$problem") },
    NoSuchCall: {
      Type: "Fail",
      Error: "NhiWarden.FunctionSettings",
      Cause: "The input names no call. Nothing was done.",
    },
  },
};

interface SettingsCall {
  readonly call: keyof typeof functionCalls;
  readonly roleArn: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly assign?: Readonly<Record<string, string>>;
  readonly catch: readonly Caught[];
  readonly next: string;
}

/** What the Express state machine told, in the task that started it; an error where it failed. */
export const settingsTold = `(${result}.Status = 'SUCCEEDED' ? $parse(${result}.Output) : $error(${result}.Cause))`;

/**
 * One call of the Express state machine beside this one. `$settings` is what it told; `assign` may use `settingsTold`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html names this integration
 * for nested Express state machines.
 */
export const settingsCall = (made: SettingsCall): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
    arguments: {
      StateMachineArn: expression(`$states.context.StateMachine.Id & '${settingsMachine("")}'`),
      Input: { call: functionCalls[made.call], roleArn: made.roleArn, parameters: made.parameters },
    },
    assign: { settings: expression(settingsTold), ...made.assign },
    catch: made.catch,
    next: made.next,
  });
