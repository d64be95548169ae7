import { printable } from "../../event/printable.ts";
import { arnPart } from "../../identity/arn.ts";
import { type Suspect, suspects } from "./suspect.ts";

/** What a sweep can begin with, for people. */
export const startForms =
  "an access key (AKIA… or ASIA…), a session (AROA…:name, or arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME), or the ARN of a user or a role";

/**
 * The suspect that a person names, or a sentence that says what is allowed. The account of an access key is not in its
 * id, so it is "" until a record says it.
 */
export function readStart(text: string): Suspect | string {
  const resource = text.startsWith("arn:") ? arnPart(text, 5) : "";
  const accountId = arnPart(text, 4);
  const [kind = "", ...path] = resource.split("/");
  const [found] =
    kind === "assumed-role"
      ? suspects.session(accountId, path[1], path[0])
      : kind === "user"
        ? suspects.user(accountId, path.at(-1))
        : kind === "role"
          ? suspects.role(text)
          : text.includes(":")
            ? suspects.principal("", text)
            : suspects.accessKey("", text);
  return found ?? `${printable(text, 200)} is nothing that can be followed; give ${startForms}`;
}
