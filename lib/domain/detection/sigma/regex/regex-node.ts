import type { CharSet } from "./char-set.ts";

/** A place between two characters that an assertion may ask for. */
export type Place = "text-start" | "text-end" | "line-start" | "line-end" | "word-edge" | "not-word-edge";

/** A regular expression as it was written, with its flags already applied to the sets and places. */
export type RegexNode =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly part: RegexNode; readonly min: number; readonly max: number | undefined }
  | { readonly kind: "place"; readonly place: Place };

/** Why an expression is not taken: what was found, and what to write instead. */
export class RegexRefusal extends Error {
  readonly remedy: string;

  constructor(found: string, remedy: string) {
    super(found);
    this.name = "RegexRefusal";
    this.remedy = remedy;
  }
}

export interface RegexFlags {
  /** `i`: letters match in either case. */
  readonly ignoreCase: boolean;
  /** `m`: `^` and `$` also match at line ends. */
  readonly multiLine: boolean;
  /** `s`: a dot also matches a newline. */
  readonly dotAll: boolean;
}
