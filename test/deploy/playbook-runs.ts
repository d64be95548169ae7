import { DescribeExecutionCommand, ExecutionDoesNotExist, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { releaseMachineName, stateMachineName } from "../../lib/contract/names.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import type { ContainmentTarget, PlaybookName } from "../../lib/domain/response/decision.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";
import type { ContainmentView } from "./warden-state.ts";

/** A playbook holds for a minute; an emulator on a busy machine needs some time besides. */
const longestMs = 150_000;

/** ARN of a state machine of the warden, and of an execution of it. */
const machineArn = ({ ministack }: DeployedWarden, name: string) =>
  `arn:aws:states:${ministack.region}:${ministack.accountId}:stateMachine:${name}`;
const executionArn = ({ ministack }: DeployedWarden, machine: string, name: string) =>
  `arn:aws:states:${ministack.region}:${ministack.accountId}:execution:${machine}:${name}`;

/** A request as the assess function makes it, with as much budget as it needs. */
export function requestFor(
  containmentId: string,
  identityKey: string,
  target: ContainmentTarget,
  terms: Partial<ContainmentRequest> = {},
): ContainmentRequest {
  const at = new Date().toISOString();
  return {
    containmentId,
    caseId: "case-of-the-deployment-test",
    identityKey,
    playbook: target.playbook,
    target,
    reason: "The deployment test asks for it.",
    eventIds: [],
    eventTime: at,
    decidedAt: at,
    budgets: { accountAnHour: 1000, overallAnHour: 1000 },
    ...terms,
  };
}

/**
 * Starts a playbook as the assess function does; `failing` names a state whose call fails, see injected-failures.ts.
 */
export async function startPlaybook(
  warden: DeployedWarden,
  request: ContainmentRequest,
  failing?: string,
): Promise<void> {
  const { containmentId, playbook } = request;
  await start(warden, stateMachineName(playbook), failing, containmentId, request);
}

/** Starts a release under a name of its own, and waits for its end; returns the containment then. */
export async function runRelease(
  warden: DeployedWarden,
  playbook: PlaybookName,
  containmentId: string,
  name: string,
  failing?: string,
): Promise<ContainmentView> {
  const machine = releaseMachineName(playbook);
  await start(warden, machine, failing, name, { containmentId, by: "deployment-test", why: "The test is over." });
  await executionEnd(warden, executionArn(warden, machine, name));
  return await containmentNow(warden, containmentId);
}

/**
 * Waits until a playbook has done its work and returns its containment. One whose time is limited is still there then,
 * and waits for that time.
 */
export async function endOf(warden: DeployedWarden, playbook: PlaybookName, id: string): Promise<ContainmentView> {
  const isLimited = async () => ((await warden.state.containment(id))?.releaseAt ?? "") !== "";
  await executionEnd(warden, executionArn(warden, stateMachineName(playbook), id), isLimited);
  return await containmentNow(warden, id);
}

/** The same for a release that a person started. */
export async function endOfRelease(warden: DeployedWarden, playbook: PlaybookName, id: string) {
  await executionEnd(warden, executionArn(warden, releaseMachineName(playbook), `release-${id}`));
  return await containmentNow(warden, id);
}

async function start(
  warden: DeployedWarden,
  machine: string,
  failing: string | undefined,
  name: string,
  input: object,
) {
  const stateMachineArn = `${machineArn(warden, machine)}${failing === undefined ? "" : `#fail-${failing}`}`;
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  await warden.clients.sfn.send(command);
}

async function executionEnd(
  warden: DeployedWarden,
  arn: string,
  orElse: () => Promise<boolean> = async () => false,
): Promise<void> {
  await waitUntil(`the end of ${arn}`, { timeoutMs: longestMs, everyMs: 500 }, async () => {
    const status = await statusOf(warden, arn);
    return (status !== undefined && status !== "RUNNING") || (await orElse()) ? true : undefined;
  });
}

/** undefined for an execution that has not been started yet: a time-limited containment starts its release itself. */
async function statusOf({ clients }: DeployedWarden, executionArn: string): Promise<string | undefined> {
  try {
    return (await clients.sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

async function containmentNow(warden: DeployedWarden, id: string): Promise<ContainmentView> {
  const found = await warden.state.containment(id);
  if (found === undefined) throw new Error(`there is no item of ${id}`);
  return found;
}
