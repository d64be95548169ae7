import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import { accessChanges } from "./access-changes.ts";
import type { Change } from "./change.ts";
import type { Deed } from "./deed.ts";
import { allowedPrincipals } from "./policy-principals.ts";
import { textsAt, valuesAt } from "./record-paths.ts";
import { sharingChanges } from "./sharing-changes.ts";
import { watchChanges } from "./watch-changes.ts";
import { workloadChanges } from "./workload-changes.ts";

const changes: ReadonlyMap<string, Change> = new Map([
  ...accessChanges,
  ...sharingChanges,
  ...workloadChanges,
  ...watchChanges,
]);
const policyMark = "policy:";

/** Whether a call of this name changes something that goes on without its caller. */
export const changesSomething = (action: string): boolean => changes.has(action);

/** What this call changed that a person has to take back. */
export function changeDeeds({ record, accountId }: Activity, action: string): readonly Deed[] {
  const found = changes.get(action);
  if (found === undefined) return [];
  const names = found.names.map((path) => textsAt(record, path)).find((texts) => texts.length > 0) ?? [];
  const details = found.details.flatMap((path) => {
    if (!path.startsWith(policyMark)) return textsAt(record, path);
    const principals = allowedPrincipals(valuesAt(record, path.slice(policyMark.length))[0]);
    return principals.length === 0 ? [] : [`lets in ${principals.join(", ")}`];
  });
  const deed: Deed = {
    task: "undo",
    thing: found.thing,
    name: printable(names.join(", "), 200),
    key: undefined,
    accountId,
    detail: printable([...new Set(details)].join(", "), 300),
    advice: found.advice,
    leads: [],
  };
  return [deed];
}
