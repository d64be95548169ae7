import type { Responder } from "../../app/responder.ts";
import { tableProblem } from "../settings/table-problem.ts";
import { UsageError } from "../usage-error.ts";
import type { WardenStores } from "../warden-stores.ts";
import type { World } from "../world.ts";

/** Options of every command that works on containments. */
export const placeOptions = {
  table: { type: "string" },
  data: { type: "string" },
  json: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export const asOption = { as: { type: "string" } } as const;

export const placeHelp = `  --table NAME    the warden's table in AWS, with the credentials and region of the AWS SDK
  --data FOLDER   instead of a table: the folder of nhi demo --data FOLDER, in its own simulated time
  --json          print one JSON object on standard output, and nothing else there
  --no-color      no colours; the variable NO_COLOR does the same`;

export const asHelp =
  "  --as NAME       with --data: which person of the simulated organisation you are; this computer's user without it";

interface PlaceValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly as?: string | undefined;
}

export interface Response {
  readonly stores: WardenStores;
  /** The person who calls; made when it is first asked for, because reading needs nobody. */
  readonly person: () => Promise<Responder>;
  /** ` --table NAME` or ` --data FOLDER`, for hints. */
  readonly place: string;
}

/** Opens the stores that a call names, and closes them after the work, whatever comes of it. */
export async function withResponse<Result>(
  values: PlaceValues,
  world: World,
  work: (response: Response) => Promise<Result>,
): Promise<Result> {
  const { table, data, as } = values;
  if ((table === undefined) === (data === undefined)) {
    throw new UsageError(
      "say where the warden keeps its containments: --table NAME for the deployed one, or --data FOLDER for a demo's",
    );
  }
  const place = table === undefined ? ` --data ${data}` : ` --table ${table}`;
  const stores = await world.openStores(table === undefined ? { data: data as string } : { table });
  let responder: Promise<Responder> | undefined;
  const person = () => {
    const { environment, playbookDefinitions, releaseDefinitions } = world;
    responder ??= stores.respond({
      as,
      environment,
      ...(playbookDefinitions === undefined ? {} : { playbookDefinitions }),
      ...(releaseDefinitions === undefined ? {} : { releaseDefinitions }),
    });
    return responder;
  };
  try {
    return await work({ stores, person, place });
  } catch (error) {
    throw tableProblem(error, place.trim());
  } finally {
    await responder?.then((opened) => opened.close()).catch(() => undefined);
    await stores.close();
  }
}

/** The text of `--why`, which somebody will read later. Throws a UsageError where it is missing. */
export function whyOf(why: string | undefined, command: string): string {
  if (why === undefined || why.trim() === "") {
    throw new UsageError(`${command}: why? say it with --why TEXT, for whoever reads the record`);
  }
  if (why.length > 500) throw new UsageError(`${command}: --why has ${why.length} characters; at most 500 are kept`);
  return why.trim();
}
