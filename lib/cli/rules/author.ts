import type { Author } from "../../app/change-rules.ts";
import type { World } from "../world.ts";

export const byOption = { by: { type: "string" } } as const;
export const byHelp = "  --by NAME          who does it, for the history; the name of this computer's user without it";

/** Who changes the rules, as far as this computer says: it is a note for colleagues, not a proof. */
export function authorOf({ by }: { readonly by?: string | undefined }, { environment, nowMs }: World): Author {
  const user = environment["USER"] ?? environment["LOGNAME"] ?? environment["USERNAME"];
  return { by: by || user || "unknown", atMs: nowMs() };
}
