import { type DerivedReport, planDerived, type Swept } from "../../app/contain-derived.ts";
import { handedDoubt } from "../../app/contain-swept.ts";
import type { ContainmentRecord } from "../../app/ports.ts";
import type { SweepReport } from "../../app/sweep.ts";
import { openCaseOf, sweptFromMs } from "../../app/sweep-containment.ts";
import { printable } from "../../domain/event/printable.ts";
import type { Case } from "../../domain/response/case.ts";
import type { ContainmentTarget } from "../../domain/response/decision.ts";
import type { Policy } from "../../domain/response/policy.ts";
import { isResourceTarget } from "../../domain/response/resource-target.ts";
import { type DerivedPlan, derivedPlan, mostDerived } from "../../domain/response/sweep/derived-plan.ts";
import { handedPlan } from "../../domain/response/sweep/handed-plan.ts";
import { readStart } from "../../domain/response/sweep/read-start.ts";
import type { Suspect } from "../../domain/response/sweep/suspect.ts";
import { startKeyOf, startsOf, wholePrincipal } from "../../domain/response/sweep/sweep-starts.ts";
import { type Response, withResponse } from "../containment/with-response.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { isContainmentId } from "./containment-id.ts";

/** One sweep, what is to be contained of it, and what of that was requested: nothing in a dry run. */
export interface SweptByHand {
  readonly sweep: SweepReport;
  readonly plan: DerivedPlan;
  readonly requests: DerivedReport["requests"];
  readonly caseState: DerivedReport["caseState"] | undefined;
}

export interface ContainOptions {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly as?: string | undefined;
  readonly isDry: boolean;
  readonly policy: Policy;
}

/** Runs one sweep; `fromMs` is where it begins unless the call says another time. */
export type RunSweep = (
  start: { readonly start: Suspect; readonly startKey: string },
  fromMs: number | undefined,
) => Promise<SweepReport>;

/**
 * Sweeps what was contained and requests what came of it, or with a dry run only says what would be. `startKey` is a
 * containment's id, or what `nhi sweep` begins with; the latter has to be contained, because sources come first.
 */
export async function containSwept(
  startKey: string,
  options: ContainOptions,
  world: World,
  runSweep: RunSweep,
): Promise<readonly SweptByHand[]> {
  const { table, data, isDry, policy } = options;
  if (table === undefined && data === undefined) {
    if (!isDry) throw new UsageError("--contain needs --table NAME or --data FOLDER, or --dry-run to start nothing");
    return [await planAlone(startKey, policy, world, runSweep)];
  }
  return withResponse(options, world, async (response) => {
    const record = await sourceOf(startKey, response);
    const { nowMs } = response.stores;
    const file = await openCaseOf(response.stores, record);
    const { starts, doubt } = startsOf(record.request, file);
    if (starts.length === 0) {
      const instead = isResourceTarget(record.request.target)
        ? "stops a workload, and what that made is found under its role: nhi sweep ROLE_ARN --contain"
        : "is swept with the user's key, which was disabled in the same case";
      throw new UsageError(`${record.containmentId} ${instead}`);
    }
    const found: SweptByHand[] = [];
    for (const start of starts) {
      const sweep = await runSweep({ start, startKey: startKeyOf(start) }, sweptFromMs(record, file, nowMs()));
      found.push(
        await afterSweep({ source: record, plan: sweep, doubt: handedDoubt(doubt) }, sweep, file, options, response),
      );
    }
    return found;
  });
}

async function afterSweep(
  swept: Swept,
  sweep: SweepReport,
  file: Case | undefined,
  { isDry, policy }: ContainOptions,
  { stores, person }: Response,
): Promise<SweptByHand> {
  if (isDry) {
    return { sweep, plan: planDerived(swept, file, policy, stores.nowMs()), requests: [], caseState: undefined };
  }
  const responder = await person();
  const handed = { containmentId: swept.source.request.containmentId, found: handedPlan(sweep) };
  const { plan, requests, caseState } = await responder.containSwept(handed, policy);
  return { sweep, plan, requests, caseState };
}

/** Without a warden's table nobody knows what is contained: the plan as it would be from the policy alone. */
async function planAlone(startKey: string, policy: Policy, world: World, runSweep: RunSweep): Promise<SweptByHand> {
  const start = readStart(startKey);
  if (typeof start === "string") throw new UsageError(start);
  const sweep = await runSweep({ start, startKey }, undefined);
  const doubt = handedDoubt(wholePrincipal(start));
  const nowMs = world.nowMs();
  const plan = derivedPlan(sweep, { policy, nowMs, known: [], source: undefined, doubt, room: mostDerived });
  return { sweep, plan, requests: [], caseState: undefined };
}

/**
 * The containment in force that is meant. Throws a UsageError where there is none: what is not contained makes it
 * again.
 */
async function sourceOf(startKey: string, { stores, place }: Response): Promise<ContainmentRecord> {
  if (isContainmentId(startKey)) {
    const record = await stores.containments.get(startKey);
    if (record?.state === "contained") return record;
    const state = record === undefined ? "is not known here" : `is ${record.state}, not contained`;
    throw new UsageError(`${startKey} ${state}; nhi containments${place} lists them`);
  }
  const start = readStart(startKey);
  if (typeof start === "string") throw new UsageError(start);
  const records = await stores.containments.list();
  const record = records.find(({ state, request }) => state === "contained" && stops(request.target, start));
  if (record !== undefined) return record;
  throw new UsageError(
    `nothing stops ${printable(startKey, 200)} yet, and what is not stopped makes everything again: contain it first with nhi contain, or plan with --dry-run and without ${place.trim().split(" ")[0]}`,
  );
}

function stops(target: ContainmentTarget, start: Suspect): boolean {
  switch (start.kind) {
    case "access-key":
      return target.playbook === "disable-access-key" && target.accessKeyId === start.accessKeyId;
    case "session":
      return target.playbook === "deny-role-session" && target.principalId === start.principalId;
    case "user":
      return "userName" in target && isOf(target, start.accountId, target.userName === start.userName);
    case "role": {
      const isRole = "roleName" in target && start.roleArn.endsWith(`/${target.roleName}`);
      return isOf(target, start.accountId, isRole);
    }
    default:
      return false;
  }
}

/** A credential, a session or who may get one is not the whole user or role. */
const isOf = ({ accountId, playbook }: ContainmentTarget, account: string, isNamed: boolean): boolean =>
  isNamed && accountId === account && /^(?:revoke|quarantine)-/.test(playbook);
