const recovering = ["Retry", "Catch"];
const leaving = ["Next", "End"];
const producing = ["Output", "Assign"];

/** Fields that the interpreter carries out, by state type, besides Type, Comment and QueryLanguage. */
export const stateFields: Readonly<Record<string, readonly string[]>> = {
  Task: [
    "Resource",
    "Arguments",
    "Credentials",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    ...producing,
    ...recovering,
    ...leaving,
  ],
  Parallel: ["Branches", "Arguments", ...producing, ...recovering, ...leaving],
  Map: ["Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", ...producing, ...recovering, ...leaving],
  Choice: ["Choices", "Default", ...producing],
  Wait: ["Seconds", "Timestamp", ...producing, ...leaving],
  Pass: [...producing, ...leaving],
  Succeed: ["Output"],
  Fail: ["Error", "Cause"],
};

/** Fields whose values are templates: any text inside may be an expression. */
export const templateFields = [
  "Arguments",
  "Credentials",
  "Output",
  "Assign",
  "Items",
  "ItemSelector",
  "MaxConcurrency",
  "Seconds",
  "Timestamp",
  "TimeoutSeconds",
  "HeartbeatSeconds",
  "Condition",
  "Error",
  "Cause",
];

/** Fields of JSONPath states. Seeing one means that the definition was written in the other query language. */
export const jsonPathFields = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Parameters",
  "Result",
  "ItemsPath",
  "Variable",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
];

export const blockFields = ["Comment", "StartAt", "States"];
export const machineFields = [...blockFields, "QueryLanguage", "TimeoutSeconds", "Version"];
export const processorFields = [...blockFields, "ProcessorConfig"];
export const retrierFields = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
];
export const catcherFields = ["ErrorEquals", "Next", "Output", "Assign", "Comment"];
export const choiceFields = ["Condition", "Next", "Output", "Assign", "Comment"];
