import { printable } from "../../domain/event/printable.ts";
import type { Policy } from "../../domain/response/policy.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

/** A policy that cannot be read is no policy: nothing is started on a guess. */
export async function policyNamed(named: string | undefined, world: World): Promise<Policy> {
  const { policy, problems, isMissing } = await world.loadPolicy(named ?? "warden.yaml");
  if (problems[0] !== undefined) throw new UsageError(printable(problems[0], 1000));
  if (isMissing && named !== undefined) {
    throw new UsageError(`--policy ${printable(named, 300)} does not exist; check the path`);
  }
  return policy;
}
