import { type IntegrationHandler, type Integrations, integrationArn } from "../state-machine/integration.ts";
import { StateError } from "../state-machine/state-error.ts";

/** What a state machine published to a topic. */
export interface PublishedNotice {
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
}

/** SNS: the message with its attributes is at most 256 KiB. */
const messageBytes = 262_144;

/** `sns:publish` and `aws-sdk:sns:publish` into a sink. A sink that throws is a failed publish. */
export function noticeIntegrations(sink: (notice: PublishedNotice) => void | Promise<void>): Integrations {
  let published = 0;
  const handler =
    (prefix: string): IntegrationHandler =>
    async (parameters) => {
      const { TopicArn: topicArn, Subject: subject, Message: message } = parameters;
      const invalid = (why: string) =>
        new StateError(`${prefix}.InvalidParameterException`, `Invalid parameter: ${why}`);
      if (typeof topicArn !== "string" || topicArn === "") throw invalid("TopicArn");
      if (message === undefined || message === "") throw invalid("Empty message");
      // SNS API reference, Publish: printable ASCII, up to 100 characters, not beginning with a space.
      if (subject !== undefined && !(typeof subject === "string" && /^[!-~][ -~]{0,99}$/.test(subject))) {
        throw invalid("Subject");
      }
      const text = typeof message === "string" ? message : JSON.stringify(message);
      if (Buffer.byteLength(text) > messageBytes) throw invalid("Message too long");
      await sink({ topicArn, subject, message: text });
      return { MessageId: `message-${++published}` };
    };
  return { [integrationArn("sns:publish")]: handler("SNS"), [integrationArn("aws-sdk:sns:publish")]: handler("Sns") };
}
