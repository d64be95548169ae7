import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { MiniStack } from "./ministack.ts";

export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** Clients that act as the account's root, to prepare and to look; never as the warden or as an intruder. */
export function awsClients(ministack: MiniStack): AwsClients {
  const settings = { endpoint: ministack.endpoint, region: ministack.region, credentials: ministack.root };
  return {
    dynamodb: new DynamoDBClient(settings),
    iam: new IAMClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sfn: new SFNClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
  };
}
