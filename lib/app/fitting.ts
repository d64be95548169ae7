import { fits } from "../domain/scope/wildcards.ts";

/** Beyond this many identities that fit, the others are not looked for. */
export const mostFitting = 20;

/**
 * What a person means by a pattern (`*` for anything) or by a name, which a key ends in after a `/`. At most one more
 * than `mostFitting`, which tells that there are more.
 */
export async function fittingOf<One extends { readonly identityKey: string }>(
  all: AsyncIterable<One>,
  wanted: string,
): Promise<One[]> {
  const found: One[] = [];
  for await (const one of all) {
    if (!fits(wanted, one.identityKey) && !one.identityKey.endsWith(`/${wanted}`)) continue;
    found.push(one);
    if (found.length > mostFitting) break;
  }
  return found;
}
