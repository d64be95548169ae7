import { attackCatalogue } from "../organisation/attacks/catalogue.ts";
import { organisation } from "../organisation/organisation.ts";

/** Names and stories of all attacks. */
export function describeAttacks(): readonly { readonly name: string; readonly story: string }[] {
  const startMs = Date.UTC(2026, 0, 5);
  const made = organisation({ seed: 1, startMs, days: 1 });
  return Object.entries(attackCatalogue).map(([name, make]) => ({
    name,
    story: make({ organisation: made, startMs }).story,
  }));
}
