import { names } from "../../../lib/contract/names.ts";
import type { PlaybookName } from "../../../lib/domain/response/decision.ts";
import { canaryDrillDefinition } from "../../../lib/infra/drill/canary-drill.ts";
import { drilledPlaybooks } from "../../../lib/infra/drill/drilled-playbooks.ts";
import type { HistoryEntry } from "../../../lib/local/state-machine/execution.ts";
import { policy } from "../../local/account/example-account.ts";
import { once } from "../playbooks/definitions-once.ts";
import type { Failure } from "../playbooks/inject-failures.ts";
import { type Stage, stage, startMs } from "../playbooks/stage.ts";

const drillDefinition = once(canaryDrillDefinition);

interface DrillStageOptions {
  readonly failing?: Readonly<Record<string, Failure>>;
  readonly killSwitch?: object;
  /** Drills this one alone; every one where it is left out. */
  readonly only?: PlaybookName;
  /** Called at every state that is left, of every execution. */
  readonly onState?: (entry: HistoryEntry, place: Stage) => void;
}

export interface DrillStage {
  readonly place: Stage;
  /** Runs a drill to its end and reads its item. */
  drill(name?: string): Promise<{
    readonly status: string;
    readonly cause: string | undefined;
    readonly path: readonly string[];
    readonly record: Readonly<Record<string, string>>;
  }>;
}

/** An account with the canary, as the stack makes it, beside the other principals. */
export async function drillStage(options: DrillStageOptions = {}): Promise<DrillStage> {
  const { only, onState, ...rest } = options;
  const drilled = drilledPlaybooks.filter(({ playbook }) => only === undefined || playbook === only);
  const place: Stage = await stage({
    ...rest,
    ...(only === undefined ? {} : { only }),
    ...(onState === undefined ? {} : { onState: (entry: HistoryEntry) => onState(entry, place) }),
    others: (tableName) => ({ [names.drill]: drillDefinition({ tableName, drilled }) }),
  });
  const iam = (name: string, parameters: Record<string, unknown>) =>
    place.account.iam(name, parameters, startMs - 60_000);
  iam("createUser", { UserName: names.canary, Path: names.canaryPath });
  iam("createAccessKey", { UserName: names.canary });
  iam("createRole", {
    RoleName: names.canary,
    Path: names.canaryPath,
    AssumeRolePolicyDocument: policy({ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
  });
  place.account.settle();
  return {
    place,
    async drill(name = "daily") {
      const { execution } = place.runner.stateMachines.start(names.drill, name, {});
      const { status, history, cause } = await execution.completion;
      const began = new Date(execution.startedMs).toISOString().slice(0, 16);
      const record = (await place.item("DRILL", began)) ?? {};
      return { status, cause, path: history.map(({ state }) => state), record };
    },
  };
}
