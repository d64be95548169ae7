import { api, type Call } from "../call.ts";

/** The model that the organisation's agents use. */
const modelId = "anthropic.claude-3-5-sonnet-20240620-v1:0";

export const invokeModel: Call = api("bedrock", "InvokeModel", {
  readOnly: true,
  host: "bedrock-runtime",
  parameters: () => ({ modelId }),
});

export const converse: Call = api("bedrock", "Converse", {
  readOnly: true,
  host: "bedrock-runtime",
  permission: "bedrock:InvokeModel",
  parameters: () => ({ modelId }),
});

export function retrieve(knowledgeBaseId: string): Call {
  return api("bedrock", "Retrieve", {
    host: "bedrock-agent-runtime",
    data: true,
    parameters: () => ({ knowledgeBaseId, retrievalQuery: "HIDDEN_DUE_TO_SECURITY_REASONS" }),
    resources: (place) => [
      {
        accountId: place.accountId,
        type: "AWS::Bedrock::KnowledgeBase",
        ARN: `arn:aws:bedrock:${place.region}:${place.accountId}:knowledge-base/${knowledgeBaseId}`,
      },
    ],
  });
}
