import { api, type Call, type CallPlace, type Fields } from "../call.ts";
import { hexadecimal } from "../identifiers.ts";
import { isoSecond } from "../time-text.ts";

function bucketResource(bucket: string, place: CallPlace) {
  return { accountId: place.accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` };
}

function objectCall(eventName: string, bucket: string, writeKey: (place: CallPlace) => string): Call {
  return api("s3", eventName, {
    data: true,
    parameters: (place) => ({
      bucketName: bucket,
      Host: `${bucket}.s3.${place.region}.amazonaws.com`,
      key: writeKey(place),
    }),
    resources: (place, parameters: Fields) => [
      { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/${parameters["key"]}` },
      bucketResource(bucket, place),
    ],
  });
}

/** A key like `orders/2025-03-03/0f3a….json`. */
export function datedKey(prefix: string, ending: string): (place: CallPlace) => string {
  return (place) => `${prefix}/${isoSecond(place.timeMs).slice(0, 10)}/${hexadecimal(place.random, 12)}.${ending}`;
}

export const getObject = (bucket: string, key: (place: CallPlace) => string): Call =>
  objectCall("GetObject", bucket, key);
export const putObject = (bucket: string, key: (place: CallPlace) => string): Call =>
  objectCall("PutObject", bucket, key);
export const headObject = (bucket: string, key: (place: CallPlace) => string): Call => ({
  ...objectCall("HeadObject", bucket, key),
  permission: "s3:GetObject",
});

/** Listing a bucket's objects, a data event since it is about objects. */
export function listObjects(bucket: string, prefix = ""): Call {
  return api("s3", "ListObjects", {
    data: true,
    permission: "s3:ListBucket",
    parameters: (place) => ({
      "list-type": "2",
      bucketName: bucket,
      "encoding-type": "url",
      prefix,
      Host: `${bucket}.s3.${place.region}.amazonaws.com`,
    }),
    resources: (place) => [bucketResource(bucket, place)],
  });
}

export const listBuckets: Call = api("s3", "ListBuckets", {
  permission: "s3:ListAllMyBuckets",
  parameters: (place) => ({ Host: `s3.${place.region}.amazonaws.com` }),
});

/** A management call about one bucket: `GetBucketPolicy`, `PutBucketPolicy`. */
export function bucketCall(eventName: string, bucket: string): Call {
  return api("s3", eventName, {
    parameters: (place) => ({ bucketName: bucket, Host: `${bucket}.s3.${place.region}.amazonaws.com` }),
    resources: (place) => [bucketResource(bucket, place)],
  });
}

/** A data event on a table: GetItem, PutItem, Query, Scan, UpdateItem … */
export function tableCall(eventName: string, table: string): Call {
  return api("dynamodb", eventName, {
    data: true,
    parameters: (place) =>
      eventName === "GetItem" || eventName === "UpdateItem"
        ? { tableName: table, key: { id: hexadecimal(place.random, 16) } }
        : { tableName: table },
    resources: (place) => [
      {
        accountId: place.accountId,
        type: "AWS::DynamoDB::Table",
        ARN: `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${table}`,
      },
    ],
  });
}

export const describeTable = (table: string): Call =>
  api("dynamodb", "DescribeTable", { parameters: () => ({ tableName: table }) });
export const listTables: Call = api("dynamodb", "ListTables");
