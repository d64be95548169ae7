import type { PlaybookName } from "../../../lib/domain/response/decision.ts";
import type { State } from "../../../lib/infra/playbooks/states.ts";
import type { Failure } from "./inject-failures.ts";
import { type Stage, stage, targetOf } from "./stage.ts";
import { mutating } from "./walk.ts";

/** Without times and containments' ids, which differ from run to run; tags of the warden apart. */
export const effect = (place: Stage) =>
  JSON.stringify(place.standing(), (key, value) => (key === "tags" ? undefined : value)).replace(
    /[0-9a-f]{64}|\[NHI Warden [\w-]+\]|\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    "T",
  );

const whole = new Map<PlaybookName, { readonly before: string; readonly contained: string }>();

/** What the account looks like before and after a containment that nothing went wrong with. */
export async function wholeOf(playbook: PlaybookName) {
  const known = whole.get(playbook);
  if (known !== undefined) return known;
  const place = await stage({ only: playbook });
  const before = effect(place);
  await place.contain(place.request(targetOf(playbook, place)));
  const found = { before, contained: effect(place) };
  whole.set(playbook, found);
  return found;
}

const both: readonly Failure[] = ["refused", "lost"];

/**
 * How the calls of a state are made to fail: a change both before and after it is made. Of calls that change nothing,
 * those of four playbooks stand for all, because the skeleton is one for users, for roles and for resources, and the
 * release of what cannot be undone one of its own.
 */
export function failuresOf(playbook: PlaybookName, task: State): readonly Failure[] {
  if (mutating(task)) return both;
  const stands = ["disable-access-key", "deny-role-session", "stop-function", "rotate-secret"].includes(playbook);
  return stands ? ["refused"] : [];
}
