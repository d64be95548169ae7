import { staging } from "../accounts.ts";
import { type Call, denied } from "../call.ts";
import { describeInstances } from "../calls/compute.ts";
import { callerIdentity, iamCall } from "../calls/identity.ts";
import { getSecret } from "../calls/secrets.ts";
import { bucketCall, datedKey, getObject, listBuckets, listObjects } from "../calls/storage.ts";
import { identityNamed, liveCredential } from "./live-credential.ts";
import { type AttackScenario, type PlannedStep, type ScenarioSetting, scenarioRandom, writeSteps } from "./scenario.ts";

const name = "dormant-key-wakes-up";
const path = { sourceAddress: "203.0.113.212" };
const userAgent = "aws-sdk-go-v2/1.30.4 os/linux lang/go#1.22.6 md/GOOS#linux md/GOARCH#amd64 api/sts#1.30.4";

/** The key of a job that ended weeks ago, found in an old backup of a build server, is tried and used. */
export function dormantKeyWakesUp(setting: ScenarioSetting): AttackScenario {
  const { organisation, startMs } = setting;
  const { key } = identityNamed(organisation, "archive-sync", staging.accountId);
  return {
    name,
    story: "An access key that nobody has used for weeks looks around the staging account and reads the archive.",
    identityKey: key,
    accountId: staging.accountId,
    startMs,
    attackSteps: () => {
      const { credential } = liveCredential(organisation, key, startMs);
      const step = (afterMs: number, call: Call): PlannedStep => ({ afterMs, call, credential, path, userAgent });
      return writeSteps(setting, staging.accountId, scenarioRandom(setting, name), [
        step(0, callerIdentity),
        step(20_000, listBuckets),
        step(15_000, iamCall("ListUsers")),
        step(4_000, iamCall("ListAttachedUserPolicies", { user: "archive-sync" })),
        step(6_000, denied(describeInstances)),
        step(9_000, bucketCall("GetBucketPolicy", "acme-shop-archive")),
        step(4_000, getSecret("payments/provider-key")),
        step(20_000, listObjects("acme-shop-archive", "2019/")),
        ...Array.from({ length: 30 }, () => step(500, getObject("acme-shop-archive", datedKey("2019", "tar")))),
      ]);
    },
  };
}
