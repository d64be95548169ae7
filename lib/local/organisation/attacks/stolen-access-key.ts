import { production } from "../accounts.ts";
import { api, type Call, denied } from "../call.ts";
import { describeInstances } from "../calls/compute.ts";
import { callerIdentity, createAccessKey, iamCall } from "../calls/identity.ts";
import { getSecret, listSecrets } from "../calls/secrets.ts";
import { datedKey, getObject, listBuckets, listObjects } from "../calls/storage.ts";
import { keyCredential } from "../credentials/long-term-key.ts";
import { user } from "../credentials/principal.ts";
import { uniqueId } from "../identifiers.ts";
import { cli } from "../user-agents.ts";
import { identityNamed, liveCredential } from "./live-credential.ts";
import { type AttackScenario, type PlannedStep, type ScenarioSetting, scenarioRandom, writeSteps } from "./scenario.ts";

const name = "stolen-access-key";
const path = { sourceAddress: "203.0.113.77" };

/**
 * The nightly backup's access key in strange hands: who am I, what is there, which secrets, a second key to stay,
 * a policy to be able to do more, and then the backups themselves.
 */
export function stolenAccessKey(setting: ScenarioSetting): AttackScenario {
  const { organisation, startMs } = setting;
  const { key } = identityNamed(organisation, "nightly-backup", production.accountId);
  return {
    name,
    story:
      "The nightly backup's access key is used from an unknown network, copies secrets and backups, and adds a key.",
    identityKey: key,
    accountId: production.accountId,
    startMs,
    attackSteps: () => {
      const random = scenarioRandom(setting, name);
      const owner = user(organisation.world.seed, production, "nightly-backup");
      const first = liveCredential(organisation, key, startMs).credential;
      const secondKey = uniqueId(random, "AKIA");
      const second = keyCredential(owner, secondKey);
      const step = (afterMs: number, command: string, call: Call): PlannedStep => ({
        afterMs,
        call,
        credential: first,
        path,
        userAgent: cli("2.22.7", command, "linux#6.11.2-amd64"),
      });
      const about = { user: "nightly-backup" };
      const backups = "acme-shop-backups";
      const bulk = Array.from({ length: 40 }, () =>
        step(350, "s3.sync", getObject(backups, datedKey("orders", "dump.zst"))),
      );
      return writeSteps(setting, production.accountId, random, [
        step(0, "sts.get-caller-identity", callerIdentity),
        step(14_000, "iam.list-users", denied(iamCall("ListUsers"))),
        step(5_000, "iam.get-account-authorization-details", denied(iamCall("GetAccountAuthorizationDetails"))),
        step(6_000, "iam.list-attached-user-policies", denied(iamCall("ListAttachedUserPolicies", about))),
        step(4_000, "ec2.describe-instances", denied(describeInstances)),
        step(5_000, "s3api.list-buckets", listBuckets),
        step(9_000, "organizations.describe-organization", denied(api("organizations", "DescribeOrganization"))),
        step(12_000, "secretsmanager.list-secrets", listSecrets),
        step(8_000, "secretsmanager.get-secret-value", getSecret("payments/provider-key")),
        step(3_000, "secretsmanager.get-secret-value", getSecret("storefront/session-key")),
        step(3_000, "secretsmanager.get-secret-value", getSecret("payments/webhook-key")),
        {
          ...step(21_000, "iam.create-access-key", createAccessKey("nightly-backup", secondKey)),
          createsAccessKeyId: secondKey,
        },
        step(
          11_000,
          "iam.put-user-policy",
          iamCall("PutUserPolicy", about, {
            policyName: "backup-extras",
            policyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
          }),
        ),
        step(30_000, "s3.ls", listObjects(backups, "orders/")),
        ...bulk,
        { ...step(45_000, "sts.get-caller-identity", callerIdentity), credential: second },
        { ...step(9_000, "iam.list-users", iamCall("ListUsers")), credential: second },
      ]);
    },
  };
}
