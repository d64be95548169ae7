import { jsonLine } from "../cases/place.ts";
import type { ExitCode } from "../command.ts";
import { withResponse } from "../containment/with-response.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { isContainmentId } from "./containment-id.ts";

/** What the call says beside the containment. */
interface Values {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly as?: string | undefined;
  readonly json?: boolean | undefined;
  readonly [other: string]: unknown;
}

const own = new Set(["again", "table", "data", "as", "json", "quiet", "no-color"]);

/** Has the deployed warden sweep a containment again, by itself: it tells people and the case what comes of it. */
export async function sweepAgain(containmentId: string, values: Values, world: World): Promise<ExitCode> {
  const other = Object.keys(values).find((name) => !own.has(name) && values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--again is the warden's own sweep, and takes no --${other}`);
  if (!isContainmentId(containmentId)) {
    throw new UsageError("--again sweeps a containment; give its id, as nhi containments lists it");
  }
  const { table, data, as, json } = values;
  if (data !== undefined) {
    throw new UsageError("--again is for the deployed warden; a demo keeps no event history that it could look into");
  }
  return withResponse<ExitCode>({ table, data, as }, world, async ({ person, place }) => {
    await (await person()).sweepAgain(containmentId);
    world.stdout.write(
      json === true
        ? jsonLine({ format: "nhi-sweep-again/1", containmentId })
        : `The warden sweeps ${containmentId} again. What comes of it, in some minutes: nhi containments ${containmentId}${place}\n`,
    );
    return 0;
  });
}
