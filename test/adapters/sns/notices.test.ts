import { SNSClient } from "@aws-sdk/client-sns";
import { snsNotices } from "../../../lib/adapters/sns/notices.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { alertOf, noticesContract } from "../contract/notices.ts";

const topicArn = "arn:aws:sns:us-east-1:111122223333:alerts";
const accepted = {
  headers: { "content-type": "text/xml" },
  body: "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>",
};
const refused = (code: string, status: number) => ({
  status,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>said ${code}</Message></Error></ErrorResponse>`,
});

let endpoint: AwsEndpoint;
let client: SNSClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SNSClient(endpoint.config);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

function open() {
  endpoint.answer(() => accepted);
  const forms = () => endpoint.requests.map((request) => new URLSearchParams(request.body));
  return {
    notices: snsNotices({ client, topicArn }),
    forms,
    arrived: () => forms().map((form) => ({ subject: form.get("Subject") ?? "", body: form.get("Message") ?? "" })),
  };
}

describe("notices over SNS", () => {
  noticesContract(async () => open());

  test("go to the topic, with action and account for subscription filters", async () => {
    const { notices, forms } = open();
    await notices.send(alertOf({ action: "contain" }));
    const form = Object.fromEntries(forms()[0] ?? []);
    expect(form).toMatchObject({ Action: "Publish", TopicArn: topicArn });
    const attributes = [1, 2].map((at) => [
      form[`MessageAttributes.entry.${at}.Name`],
      form[`MessageAttributes.entry.${at}.Value.StringValue`],
    ]);
    expect(Object.fromEntries(attributes)).toEqual({ action: "contain", account: "111122223333" });
  });

  test("an account that is not known is said to be so, because SNS refuses an empty attribute", async () => {
    const { notices, forms } = open();
    await notices.send(alertOf({ accountId: "" }));
    expect([...(forms()[0] ?? [])].map(([, value]) => value)).toContain("unknown");
  });

  test.each([
    ["Throttling", 400],
    ["InternalError", 500],
    ["AuthorizationError", 403],
  ])("%s throws, naming the case and the topic", async (code, status) => {
    const { notices } = open();
    endpoint.answer(() => refused(code, status));
    await expect(notices.send(alertOf())).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`case case-1 could not be sent to ${topicArn}: .*said ${code}`)),
      cause: expect.anything(),
    });
  });

  test("an endpoint that does not answer throws", async () => {
    const { notices } = open();
    endpoint.answer(() => ({ silent: true }));
    await expect(notices.send(alertOf())).rejects.toThrow(/case-1 could not be sent .*TimeoutError/);
  });
});
