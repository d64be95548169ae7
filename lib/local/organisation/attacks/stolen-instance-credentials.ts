import { production } from "../accounts.ts";
import { type Call, denied } from "../call.ts";
import { describeInstances } from "../calls/compute.ts";
import { callerIdentity, iamCall } from "../calls/identity.ts";
import { getSecret, listSecrets } from "../calls/secrets.ts";
import { datedKey, getObject, listBuckets, listObjects, tableCall } from "../calls/storage.ts";
import { identityNamed, liveCredential } from "./live-credential.ts";
import { type AttackScenario, type PlannedStep, type ScenarioSetting, scenarioRandom, writeSteps } from "./scenario.ts";

const name = "stolen-instance-credentials";
const path = { sourceAddress: "203.0.113.180" };
const userAgent =
  "Boto3/1.35.71 md/Botocore#1.35.71 ua/2.0 os/linux#6.8.0-49-generic md/arch#x86_64 lang/python#3.11.10 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.71";

/** A web server gives away its role's session through its metadata service; the key is then used from outside AWS. */
export function stolenInstanceCredentials(setting: ScenarioSetting): AttackScenario {
  const { organisation, startMs } = setting;
  const { key } = identityNamed(organisation, "web-frontend-instance", production.accountId);
  return {
    name,
    story: "A web instance's session key is used from an address outside AWS to read secrets, carts and buckets.",
    identityKey: key,
    accountId: production.accountId,
    startMs,
    attackSteps: () => {
      const { credential } = liveCredential(organisation, key, startMs);
      const step = (afterMs: number, call: Call): PlannedStep => ({ afterMs, call, credential, path, userAgent });
      return writeSteps(setting, production.accountId, scenarioRandom(setting, name), [
        step(0, callerIdentity),
        step(8_000, denied(listBuckets)),
        step(6_000, denied(iamCall("ListAttachedRolePolicies", { role: "web-frontend-instance" }))),
        step(5_000, describeInstances),
        step(7_000, denied(listSecrets)),
        step(9_000, getSecret("storefront/session-key")),
        step(4_000, getSecret("payments/provider-key")),
        step(6_000, tableCall("Scan", "carts")),
        step(4_000, tableCall("Scan", "customers")),
        step(12_000, listObjects("acme-shop-invoices", "pdf/")),
        ...Array.from({ length: 25 }, () => step(400, getObject("acme-shop-invoices", datedKey("pdf", "pdf")))),
      ]);
    },
  };
}
