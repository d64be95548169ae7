import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoContainments } from "../../../lib/adapters/dynamodb/containments.ts";
import { dynamoSweepNotes } from "../../../lib/adapters/dynamodb/sweep-notes.ts";
import { sweepNotesContract } from "../contract/sweep-notes.ts";
import { type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("notes of sweeps in DynamoDB", () => {
  sweepNotesContract(async () => {
    const parts = { client: dynamo.client, tableName: await dynamo.table() };
    return {
      store: dynamoContainments(parts),
      notes: dynamoSweepNotes(parts),
      async put({ containmentId, request, ...texts }) {
        const attributes = { ...texts, request: JSON.stringify(request) };
        const named = Object.entries(attributes).map(([name, text]) => [name, { S: text }]);
        const Item = {
          pk: { S: `CONTAINMENT#${containmentId}` },
          sk: { S: "CONTAINMENT" },
          ...Object.fromEntries(named),
        };
        await dynamo.client.send(new PutItemCommand({ TableName: parts.tableName, Item }));
      },
    };
  });
});
