import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RuleChangeError } from "../../app/change-rules.ts";
import type { RuleStore } from "../../app/rule-store.ts";
import { printable } from "../../domain/event/printable.ts";
import type { StoresPlace } from "../stores-place.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

const rulesFolder = "pushed-rules";

/**
 * Opens the store. A table is first spoken to when something is read. A folder has to exist: one that was misspelt must
 * not look like one without rules.
 */
export async function openRuleStore(place: StoresPlace, cwd: string): Promise<RuleStore> {
  if ("table" in place) {
    // Loaded here, because the SDK takes time that no other command should pay.
    const { connectRules } = await import("../../adapters/dynamodb/rules.ts");
    return connectRules(place.table);
  }
  const { fileRules } = await import("../../adapters/files/pushed-rules.ts");
  const folder = resolve(cwd, place.data);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new UsageError(`--data ${printable(place.data, 200)} is no folder; make it first, or correct the path`);
  return fileRules(join(folder, rulesFolder));
}

export const placeOptions = { table: { type: "string" }, data: { type: "string" } } as const;

export const placeHelp = `  --table NAME       the deployed warden's table, with AWS credentials and region from the environment
  --data FOLDER      a folder on this machine instead`;

interface PlaceValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
}

/** The place that the options name; undefined where they name none, and a UsageError where they name two. */
export function placeOf({ table, data }: PlaceValues): StoresPlace | undefined {
  if (table !== undefined && data !== undefined)
    throw new UsageError("--table and --data are two places; give one of them");
  if (table !== undefined) return { table };
  return data === undefined ? undefined : { data };
}

/** As `nhi rules` is called for the same place again. */
export const placeWords = (place: StoresPlace): string =>
  "table" in place ? `--table ${printable(place.table, 255)}` : `--data ${printable(place.data, 255)}`;

/** Works with the store that the options name; what people can put right about it becomes a UsageError. */
export async function withRuleStore<Result>(
  values: PlaceValues,
  world: World,
  work: (store: RuleStore, place: StoresPlace) => Promise<Result>,
): Promise<Result> {
  const place = placeOf(values);
  if (place === undefined)
    throw new UsageError("where are the rules? name the deployed warden's table with --table, or a folder with --data");
  try {
    return await work(await world.openRules(place), place);
  } catch (error) {
    throw explained(error, place);
  }
}

const remedies: Readonly<Record<string, string>> = {
  CredentialsProviderError: "there are no AWS credentials; set AWS_PROFILE, or the variables of a role's session",
  ExpiredTokenException: "the AWS session has expired; sign in again",
  UnrecognizedClientException: "AWS does not know these credentials; sign in again",
  AccessDeniedException:
    "these credentials may not do it; allow dynamodb:Query, GetItem, BatchGetItem and PutItem on it",
  ResourceNotFoundException: "there is no such table in this account and region; the stack's output names it",
};

function explained(error: unknown, place: StoresPlace): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof RuleChangeError || error instanceof RangeError) return new UsageError(error.message);
  const cause = [error, error.cause].find((one) => one instanceof Error && remedies[one.name] !== undefined);
  const remedy = cause instanceof Error ? remedies[cause.name] : undefined;
  if (remedy !== undefined) return new UsageError(`${placeWords(place)}: ${remedy}`);
  if (error.message.includes("Region is missing"))
    return new UsageError(`${placeWords(place)}: there is no AWS region; set AWS_REGION`);
  return error;
}
