import { api } from "../../lib/local/organisation/call.ts";
import { callerIdentity } from "../../lib/local/organisation/calls/identity.ts";
import { createDbSnapshot, describeDatabases } from "../../lib/local/organisation/calls/operations.ts";
import { bucketCall, listBuckets, listObjects, putObject } from "../../lib/local/organisation/calls/storage.ts";
import { hexadecimal } from "../../lib/local/organisation/identifiers.ts";
import { isoSecond } from "../../lib/local/organisation/time-text.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, several, shuffled, typing } from "./stage.ts";
import { elsewhere, foreignAccount, strangeAgent } from "./stranger.ts";
import { scenario } from "./victim.ts";

const ransom = scenario(
  {
    name: "objects-encrypted-for-ransom",
    technique: "T1486",
    story: "A bucket's objects are written again under a key that only the attacker has, and set to expire.",
    deterministic: false,
    slow: false,
  },
  ["search-node-instance", "nightly-backup", "invoice-render-role", "eks-analytics-loader"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.live();
    const isUser = victim.identity.kind === "access-key-user";
    // A user's key is used elsewhere; of the workloads it is the machine itself that was broken into.
    const intruder = isUser ? elsewhere(held, random) : { ...held, userAgent: strangeAgent(random) };
    const bucket = random.pick(["acme-shop-invoices", "acme-shop-backups", "acme-shop-lake"]);
    const looks = [listBuckets, bucketCall("GetBucketVersioning", bucket), bucketCall("GetBucketReplication", bucket)];
    stage.makeAll(intruder, [callerIdentity, ...shuffled(random, looks), listObjects(bucket)], ...typing);
    const expiry = { LifecycleConfiguration: { Rule: { Status: "Enabled", Expiration: { Days: 7 }, ID: "cleanup" } } };
    const lifecycle = bucketCall("PutBucketLifecycle", bucket);
    const withExpiry = {
      ...lifecycle,
      permission: "s3:PutLifecycleConfiguration",
      parameters: () => ({ bucketName: bucket, lifecycle: "", Host: `${bucket}.s3.amazonaws.com`, ...expiry }),
    };
    const encrypted = { SignatureVersion: "SigV4", AuthenticationMethod: "AuthHeader", SSEApplied: "SSE_C" };
    const before = random.chance(0.5);
    if (before) stage.makeAll(intruder, [withExpiry], ...typing);
    for (let left = random.integer(30, 70); left > 0; left--) {
      const key = `2025/${hexadecimal(random, 12)}.pdf`;
      const copy = api("s3", "CopyObject", {
        data: true,
        permission: "s3:PutObject",
        parameters: () => ({
          bucketName: bucket,
          Host: `${bucket}.s3.amazonaws.com`,
          key,
          "x-amz-copy-source": `${bucket}/${key}`,
          "x-amz-server-side-encryption-customer-algorithm": "AES256",
        }),
        resources: (place) => [
          { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/${key}` },
          { accountId: place.accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
        ],
      });
      stage.make(intruder, copy, { additionalEventData: encrypted });
      stage.wait(...scripted);
    }
    if (!before) stage.makeAll(intruder, [withExpiry], ...typing);
    stage.makeAll(
      intruder,
      [putObject(bucket, () => random.pick(["README.txt", "NOTICE.html", "contact.txt"]))],
      ...typing,
    );
  },
);

const sharedSnapshot = scenario(
  {
    name: "snapshot-shared-to-stranger",
    technique: "T1537",
    story: "Snapshots of databases or disks are made and shared with an account that nobody knows.",
    deterministic: false,
    slow: false,
  },
  ["nightly-backup", "eks-node"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.live();
    const accountId = foreignAccount(random);
    if (victim.identity.name === "eks-node") {
      // From the node itself: a pod that reaches the instance's metadata service.
      const pod = { ...held, userAgent: strangeAgent(random) };
      stage.makeAll(pod, [callerIdentity, api("ec2", "DescribeVolumes"), api("ec2", "DescribeSnapshots")], ...typing);
      for (let left = random.integer(1, 3); left > 0; left--) {
        const snapshotId = `snap-0${hexadecimal(random, 16)}`;
        const volumeId = `vol-0${hexadecimal(random, 16)}`;
        const made = api("ec2", "CreateSnapshot", {
          parameters: () => ({ volumeId }),
          response: () => ({ snapshotId, volumeId, status: "pending" }),
        });
        const add = { items: [{ userId: accountId }] };
        const shared = api("ec2", "ModifySnapshotAttribute", {
          parameters: () => ({
            snapshotId,
            attributeType: "CREATE_VOLUME_PERMISSION",
            createVolumePermission: { add },
          }),
        });
        stage.makeAll(pod, [made], 30_000, 200_000);
        stage.makeAll(pod, [shared], ...typing);
      }
      return;
    }
    const thief = elsewhere(held, random);
    const database = random.pick(["orders", "customers"]);
    const dBSnapshotIdentifier = `${database}-${isoSecond(stage.nowMs()).slice(0, 10)}`;
    const describe = api("rds", "DescribeDBSnapshots", { parameters: () => ({ dBInstanceIdentifier: database }) });
    stage.makeAll(thief, shuffled(random, [callerIdentity, describeDatabases, describe]), ...typing);
    if (random.chance(0.5)) stage.makeAll(thief, [createDbSnapshot(database)], 60_000, 300_000);
    const copied = api("rds", "CopyDBSnapshot", {
      parameters: () => ({
        sourceDBSnapshotIdentifier: dBSnapshotIdentifier,
        targetDBSnapshotIdentifier: `${database}-copy`,
      }),
    });
    const shared = api("rds", "ModifyDBSnapshotAttribute", {
      parameters: () => ({
        dBSnapshotIdentifier: `${database}-copy`,
        attributeName: "restore",
        valuesToAdd: [accountId],
      }),
    });
    stage.makeAll(thief, [copied, describe, shared, ...several(random, 0, 2, () => describe)], ...typing);
  },
);

/** What cannot be taken back: data encrypted, data given away. */
export const impactScenarios: readonly AttackScenario[] = [ransom, sharedSnapshot];
