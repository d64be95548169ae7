import { api, type Call } from "../call.ts";

/** SendMessage, ReceiveMessage, DeleteMessage: data events of one queue. */
export function queueCall(eventName: string, queue: string): Call {
  return api("sqs", eventName, {
    data: eventName.endsWith("Message") || eventName.endsWith("MessageBatch"),
    readOnly: eventName.startsWith("Get") || eventName.startsWith("List"),
    parameters: (place) => ({ queueUrl: `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${queue}` }),
    resources: (place) => [
      {
        accountId: place.accountId,
        type: "AWS::SQS::Queue",
        ARN: `arn:aws:sqs:${place.region}:${place.accountId}:${queue}`,
      },
    ],
  });
}

/** Publishing to one topic: a data event. */
export function publish(topic: string): Call {
  return api("sns", "Publish", {
    data: true,
    parameters: (place) => ({
      topicArn: `arn:aws:sns:${place.region}:${place.accountId}:${topic}`,
      message: "HIDDEN_DUE_TO_SECURITY_REASONS",
    }),
    resources: (place, parameters) => [
      { accountId: place.accountId, type: "AWS::SNS::Topic", ARN: String(parameters["topicArn"]) },
    ],
  });
}

export const sendEmail: Call = api("ses", "SendEmail", {
  eventSource: "ses.amazonaws.com",
  host: "email",
  data: true,
  parameters: () => ({ destination: "HIDDEN_DUE_TO_SECURITY_REASONS", configurationSetName: "transactional" }),
});

export const startExecution = (machine: string): Call =>
  api("states", "StartExecution", {
    parameters: (place) => ({
      stateMachineArn: `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${machine}`,
      input: "HIDDEN_DUE_TO_SECURITY_REASONS",
    }),
  });
