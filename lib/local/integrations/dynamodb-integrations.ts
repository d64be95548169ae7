import {
  DeleteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type IntegrationHandler, type Integrations, integrationArn } from "../state-machine/integration.ts";
import { isJsonObject, type JsonObject } from "../state-machine/json-value.ts";
import { StateError } from "../state-machine/state-error.ts";

type Send = (client: DynamoDBClient, input: never, abortSignal: AbortSignal) => Promise<object>;

const send: Readonly<Record<string, Send>> = {
  getItem: (client, input, abortSignal) => client.send(new GetItemCommand(input), { abortSignal }),
  putItem: (client, input, abortSignal) => client.send(new PutItemCommand(input), { abortSignal }),
  updateItem: (client, input, abortSignal) => client.send(new UpdateItemCommand(input), { abortSignal }),
  deleteItem: (client, input, abortSignal) => client.send(new DeleteItemCommand(input), { abortSignal }),
  query: (client, input, abortSignal) => client.send(new QueryCommand(input), { abortSignal }),
};

/**
 * DynamoDB's item operations, as the optimised integration (`dynamodb:putItem`; it has no query) and as the SDK one.
 * Their errors differ in their first letters: `DynamoDB.` and, after the Java SDK's client, `DynamoDb.`
 */
export function dynamodbIntegrations(client: DynamoDBClient): Integrations {
  return Object.fromEntries(
    Object.entries(send).flatMap(
      ([name, perform]): [string, IntegrationHandler][] =>
        [
          [integrationArn(`aws-sdk:dynamodb:${name}`), handler(client, perform, "DynamoDb")],
          ...(name === "query"
            ? []
            : [[integrationArn(`dynamodb:${name}`), handler(client, perform, "DynamoDB")] as const]),
        ] as [string, IntegrationHandler][],
    ),
  );
}

function handler(client: DynamoDBClient, perform: Send, prefix: string): IntegrationHandler {
  return async (parameters, { signal }) => {
    try {
      const { $metadata, ...response } = (await perform(client, withBytes(parameters) as never, signal)) as JsonObject;
      return withoutBytes(response);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // What never reached the service is the SDK's own error.
      const name = error instanceof DynamoDBServiceException ? error.name : "SdkClientException";
      throw new StateError(`${prefix}.${name}`, `${error.message} (Service: ${prefix})`);
    }
  };
}

/** JSON has no bytes: Step Functions writes a binary attribute as Base64. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (!isJsonObject(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only === "B" && others.length === 0 && typeof value["B"] === "string") {
    return { B: Buffer.from(value["B"], "base64") };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withBytes(inside)]));
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withoutBytes(inside)]));
}
