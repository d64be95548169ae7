import { settingsOf } from "../../app/change-settings.ts";
import { printable } from "../../domain/event/printable.ts";
import type { Policy } from "../../domain/response/policy.ts";
import { policyInForce } from "../../domain/response/policy-in-force.ts";
import { presetRulesIn } from "../settings/preset-rules.ts";
import { UsageError } from "../usage-error.ts";
import type { WardenStores } from "../warden-stores.ts";
import type { LoadedPolicy, World } from "../world.ts";

/** Options of every command that works on a warden's stores. */
export const placeOptions = {
  table: { type: "string" },
  data: { type: "string" },
  policy: { type: "string" },
  json: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export const placeHelp = `  --table NAME    the warden's table in AWS, with the credentials and region of the AWS SDK
  --data FOLDER   instead of a table: the folder of nhi demo --data FOLDER, in its own simulated time
  --policy FILE   the policy in force; without it warden.yaml in the current folder, if there is one
  --json          print one JSON object on standard output, and nothing else there
  --no-color      no colours; the variable NO_COLOR does the same`;

export interface PlaceValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly policy?: string | undefined;
}

/** Opens the stores that a call names, and closes them after the work, whatever comes of it. */
export async function withStores<Result>(
  values: PlaceValues,
  world: World,
  work: (stores: WardenStores, policy: Policy) => Promise<Result>,
): Promise<Result> {
  const { table, data } = values;
  if ((table === undefined) === (data === undefined)) {
    throw new UsageError(
      "say where the warden keeps its cases: --table NAME for the deployed one, or --data FOLDER for a demo's",
    );
  }
  const { deployed } = await loadPolicy(values.policy, world);
  const stores = await world.openStores(table === undefined ? { data: data as string } : { table });
  try {
    const live = settingsOf(await stores.settings.load());
    return await work(stores, policyInForce(deployed, await presetRulesIn(world.builtInRules), live));
  } finally {
    await stores.close();
  }
}

/** Trust that is worked out under a wrong policy would be a wrong answer: better none. */
async function loadPolicy(named: string | undefined, world: World): Promise<LoadedPolicy> {
  const loaded = await world.loadPolicy(named ?? "warden.yaml");
  const { problems, isMissing } = loaded;
  if (problems[0] !== undefined) throw new UsageError(printable(problems[0], 1000));
  if (isMissing && named !== undefined) {
    throw new UsageError(`--policy ${printable(named, 300)} does not exist; check the path`);
  }
  return loaded;
}

/** Keys stay where there is no value. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value, (_key, one) => (one === undefined ? null : one))}\n`;
