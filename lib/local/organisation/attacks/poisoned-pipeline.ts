import { production } from "../accounts.ts";
import { api, type Call, denied } from "../call.ts";
import { callerIdentity, createAccessKey, createUser, iamCall } from "../calls/identity.ts";
import { describeTrails } from "../calls/operations.ts";
import { getSecret } from "../calls/secrets.ts";
import { hexadecimal, uniqueId } from "../identifiers.ts";
import { runnerNetwork } from "../networks.ts";
import { jobCredentials } from "../population/pipelines.ts";
import { identityNamed, liveCredential } from "./live-credential.ts";
import { type AttackScenario, type PlannedStep, type ScenarioSetting, scenarioRandom, writeSteps } from "./scenario.ts";

const name = "poisoned-pipeline";
const job = "github-storefront-deploy";
/** An account of nobody, from AWS's documentation. */
const strangeAccount = "888888888888";

/**
 * A dependency of the build runs its own commands in the deploy job: same repository, same branch, same runners.
 * Only what it does is new: it opens a role to another account and makes a user with a key.
 */
export function poisonedPipeline(setting: ScenarioSetting): AttackScenario {
  const { organisation, startMs } = setting;
  const { key } = identityNamed(organisation, job, production.accountId);
  return {
    name,
    story: "The storefront's deploy job changes a role's trust policy and creates an administrator with an access key.",
    identityKey: key,
    accountId: production.accountId,
    startMs,
    attackSteps: () => {
      const random = scenarioRandom(setting, name);
      const moment = { timeMs: startMs, workload: `run-${hexadecimal(random, 12)}`, step: 0 };
      const path = runnerNetwork()(moment, "sts", random);
      const jobAgent = String(liveCredential(organisation, key, startMs).lastRecord["userAgent"]);
      const agentOf = (call: Call) =>
        jobAgent.replace(/md\/command#\S+/, `md/command#${call.service}.${kebab(call.eventName)}`);
      const assume = api("sts", "AssumeRoleWithWebIdentity", { readOnly: true, about: () => key });
      const userAgent = agentOf(assume);
      const { source } = jobCredentials(organisation.world, job, { held: 0 });
      const held = source({ moment, region: production.region, path, userAgent, random });
      const userKey = uniqueId(random, "AKIA");
      const userName = "ci-metrics";
      const step = (afterMs: number, call: Call): PlannedStep => ({
        afterMs,
        call,
        credential: held.credential,
        path,
        userAgent: agentOf(call),
      });
      const issued: readonly PlannedStep[] = held.issuing.map((written) => ({
        afterMs: 0,
        call: assume,
        credential: { ...held.credential, accessKeyId: undefined },
        path,
        userAgent,
        written,
        ...(held.credential.accessKeyId === undefined ? {} : { createsAccessKeyId: held.credential.accessKeyId }),
      }));
      return writeSteps(setting, production.accountId, random, [
        ...issued,
        step(3_000, callerIdentity),
        step(4_000, iamCall("ListRoles")),
        step(3_000, describeTrails),
        step(2_000, denied(getSecret("payments/provider-key"))),
        step(
          6_000,
          iamCall(
            "UpdateAssumeRolePolicy",
            { role: "catalogue-task" },
            {
              policyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${strangeAccount}:root"},"Action":"sts:AssumeRole"}]}`,
            },
          ),
        ),
        step(5_000, createUser(userName)),
        step(
          2_000,
          iamCall("AttachUserPolicy", { user: userName }, { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
        ),
        { ...step(2_000, createAccessKey(userName, userKey)), createsAccessKeyId: userKey },
        step(4_000, denied(api("cloudtrail", "StopLogging", { parameters: () => ({ name: "organisation" }) }))),
      ]);
    },
  };
}

/** `GetCallerIdentity` as the command line writes it: `get-caller-identity`. */
function kebab(eventName: string): string {
  return eventName.replace(/(?!^)([A-Z])/g, "-$1").toLowerCase();
}
