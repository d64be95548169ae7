import type { People, Person } from "./people.ts";
import { lastLines } from "./run-command.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

/** Runs `nhi contain` and returns the containment's id. Throws with what it said where it did not start one. */
export async function containByHand(person: Person, words: readonly string[]): Promise<string> {
  const { code, stdout, output } = await person.nhi("contain", ...words, "--json");
  if (code !== 0) throw new Error(`nhi contain ${words.join(" ")}: ${lastLines(output, 2)}`);
  return (JSON.parse(stdout) as { readonly request: { readonly containmentId: string } }).request.containmentId;
}

/** Runs a command that answers or releases, and returns its code and what it said, for the proof's line. */
export async function say(person: Person, ...words: readonly string[]): Promise<{ code: number; said: string }> {
  const { code, output } = await person.nhi(...words);
  return { code, said: lastLines(output, 2).replaceAll("\n", " ").slice(0, 300) };
}

/**
 * The same of an identity that the warden never saw, so that others are asked; they say yes, as many as it takes.
 */
export async function containWithYes(
  warden: DeployedWarden,
  { olivia, ann, ben }: People,
  words: readonly string[],
): Promise<string> {
  const id = await containByHand(olivia, words);
  await whenAsked(warden, id);
  for (const person of [ann, ben]) {
    if ((await warden.state.question(id)) !== "waiting") break;
    const { code, said } = await say(person, "approve", id);
    if (code !== 0) throw new Error(`nhi approve ${id}: ${said}`);
  }
  return id;
}

/** Waits until people are asked about a containment. Throws with what happened where it ended before that. */
export async function whenAsked({ state }: DeployedWarden, containmentId: string): Promise<void> {
  await waitUntil(`a question about ${containmentId}`, { timeoutMs: 20_000, everyMs: 100 }, async () => {
    if ((await state.question(containmentId)) === "waiting") return true;
    const found = await state.containment(containmentId);
    if (found === undefined || found.state === "running") return undefined;
    throw new Error(`${containmentId} asked nobody: ${found.outcome}, ${found.detail}`);
  });
}

/** Waits until a containment is in place; the playbook then holds it for a minute. */
export async function whenInPlace(warden: DeployedWarden, containmentId: string): Promise<void> {
  await waitUntil(`${containmentId} to be in place`, { timeoutMs: 20_000, everyMs: 100 }, async () =>
    (await warden.state.containment(containmentId))?.state === "contained" ? true : undefined,
  );
}
