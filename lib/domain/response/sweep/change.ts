/** A call that changes something which goes on after the credential is contained, and what a person does about it. */
export interface Change {
  readonly thing: string;
  /** Where the record names it; the first path that has a text counts. */
  readonly names: readonly string[];
  /** Where the record says more: texts, or with `policy:` before the path the principals that a policy lets in. */
  readonly details: readonly string[];
  readonly advice: string;
}

const words = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

/** One line of a table: calls of one service, what they change, where it is named, what to do. Blanks part lists. */
export const change = (
  service: string,
  events: string,
  thing: string,
  [names, details = ""]: readonly [names: string, details?: string],
  advice: string,
): readonly (readonly [action: string, change: Change])[] =>
  words(events).map((event) => [
    `${service}:${event}`,
    { thing, names: words(names), details: words(details), advice },
  ]);
