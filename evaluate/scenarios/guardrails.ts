import { api } from "../../lib/local/organisation/call.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { describeTrails, trailStatus } from "../../lib/local/organisation/calls/operations.ts";
import {
  datedKey,
  getObject,
  listBuckets,
  listObjects,
  tableCall,
} from "../../lib/local/organisation/calls/storage.ts";
import { fixedHexadecimal } from "../../lib/local/organisation/credentials/principal.ts";
import { onNewRunner } from "./pipelines.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, typing } from "./stage.ts";
import { takeSessionAnew } from "./take-session.ts";
import { scenario } from "./victim.ts";

const trail = "organisation";
const named = () => ({ name: trail });

const loggingStopped = scenario(
  {
    name: "logging-stopped-then-read",
    technique: "T1562.008",
    story: "A provisioning role stops the trail, and then, thinking itself unseen, reads customers and invoices.",
    deterministic: true,
    slow: false,
  },
  ["production/terraform"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const own = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    const stops = random.pick([
      api("cloudtrail", "StopLogging", { parameters: named }),
      api("cloudtrail", "DeleteTrail", { parameters: named }),
    ]);
    stage.makeAll(own, [callerIdentity, describeTrails, trailStatus, stops], ...typing);
    const bucket = random.pick(["acme-shop-invoices", "acme-shop-backups"]);
    stage.makeAll(own, shuffled(random, [listBuckets, listObjects(bucket), tableCall("Scan", "customers")]), ...typing);
    stage.makeSeveral(own, 15, 50, () => getObject(bucket, datedKey("2025", "pdf")), ...scripted);
  },
);

const tampering = scenario(
  {
    name: "guardrails-removed-by-deployer",
    technique: "T1562.001",
    story: "A deployer, on its own runner with its own software, turns off the detectors one after another.",
    deterministic: true,
    slow: false,
  },
  ["staging/terraform", "production/terraform", "security-tooling/terraform"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const own = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    const detectorId = fixedHexadecimal(stage.input.seed, "detector", 32);
    const recorder = { configurationRecorderName: "default" };
    stage.makeAll(own, [callerIdentity, ...shuffled(random, [describeTrails, iamCall("ListRoles")])], ...scripted);
    const off = shuffled(random, [
      api("guardduty", "UpdateDetector", { parameters: () => ({ detectorId, enable: false }) }),
      api("guardduty", "DeleteDetector", { parameters: () => ({ detectorId }) }),
      api("config", "StopConfigurationRecorder", { parameters: () => recorder }),
      api("config", "DeleteConfigurationRecorder", { parameters: () => recorder }),
      api("securityhub", "DisableSecurityHub"),
      api("cloudtrail", "StopLogging", { parameters: named }),
      api("cloudtrail", "PutEventSelectors", {
        parameters: () => ({
          trailName: trail,
          eventSelectors: [{ readWriteType: "WriteOnly", includeManagementEvents: false }],
        }),
      }),
      api("access-analyzer", "DeleteAnalyzer", { parameters: () => ({ analyzerName: trail }) }),
    ]);
    stage.makeAll(own, off.slice(0, random.integer(4, 7)), ...scripted);
  },
);

/** Whoever turns off what watches. */
export const guardrailScenarios: readonly AttackScenario[] = [loggingStopped, tampering];
