import { names } from "../../../lib/contract/names.ts";
import { endOf, requestFor, startPlaybook } from "../playbook-runs.ts";
import type { Proofs } from "../proofs.ts";
import type { DeployedWarden } from "../warden.ts";
import { launchInstance } from "./launch-instance.ts";
import { serviceCalls } from "./service-calls.ts";

/**
 * What the roles that playbooks on workloads take may not do: the warden's own request for it ends in IAM's refusal.
 */
export async function proveWorkloadRights(warden: DeployedWarden, proofs: Proofs): Promise<void> {
  const { accountId, region } = warden.ministack;
  const { id, arn, groups, untagged } = await launchInstance(warden.ministack, "rights");
  const before = await groups();
  const byGroup = {
    playbook: "isolate-instance",
    accountId,
    region,
    instanceId: id,
    securityGroupId: untagged,
  } as const;
  await startPlaybook(warden, requestFor("containment-by-any-group", arn, byGroup));
  const isolated = await endOf(warden, "isolate-instance", "containment-by-any-group");
  proofs.check(
    "isolate-instance: a group without the tag for isolation is refused by IAM",
    isolated.outcome === "failed" && (await groups()) === before,
    `${isolated.outcome}: ${isolated.detail.slice(0, 300)}`,
  );

  const { rest } = serviceCalls(warden.ministack);
  const path = `/2019-09-30/functions/${names.byHandFunction}/concurrency`;
  const reserved = JSON.stringify(await rest("lambda", "GET", path));
  const own = { playbook: "stop-function", accountId, region, functionName: names.byHandFunction } as const;
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${names.byHandFunction}`;
  await startPlaybook(warden, requestFor("containment-of-the-warden", functionArn, own));
  const stopped = await endOf(warden, "stop-function", "containment-of-the-warden");
  proofs.check(
    "stop-function: the warden's own functions are refused by IAM",
    stopped.outcome !== "contained" && JSON.stringify(await rest("lambda", "GET", path)) === reserved,
    `${stopped.outcome}: ${stopped.detail.slice(0, 300)}`,
  );
}
