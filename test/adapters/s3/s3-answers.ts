import type { AwsAnswer } from "../aws-endpoint.ts";

/** An error as S3 sends it. */
export const s3Error = (status: number, code: string): AwsAnswer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<Error><Code>${code}</Code><Message>said ${code}</Message></Error>`,
});

/** A listing as S3 sends it. */
export function listing(objects: readonly { key: string; version: string; bytes: number }[]): AwsAnswer {
  const contents = objects.map(
    ({ key, version, bytes }) =>
      `<Contents><Key>${key}</Key><ETag>${version.replaceAll('"', "&quot;")}</ETag><Size>${bytes}</Size></Contents>`,
  );
  return {
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0"?><ListBucketResult><KeyCount>${objects.length}</KeyCount>${contents.join("")}</ListBucketResult>`,
  };
}
