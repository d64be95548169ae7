/** Which characters a comparison takes for one another. */
export interface Letters {
  /** Writes the characters that are alike as one of them; the length stays. */
  readonly plain: (text: string) => string;
  /** The same for each UTF-16 code unit, for texts too long to be copied; undefined where all are different. */
  readonly units: () => Uint16Array | undefined;
}

/** Longer texts are not copied but walked, character by character. */
export const longText = 4_096;

/** Letters whose lower case is longer, or depends on their neighbours, or lies beyond one code unit. */
const special = /[\u0130\u03a3\ud800-\udfff]/;

/**
 * Folds case the way all of the engine does: each UTF-16 code unit to its locale-free lower case where that is one
 * unit, so that no letter depends on another. For nearly all texts that is what JavaScript's `toLowerCase` does.
 */
export function foldCase(text: string): string {
  return special.test(text) ? replaced(text, lowerUnits()) : text.toLowerCase();
}

/** The dashes that `windash` takes for one another (Sigma modifiers specification 2.0). */
const dashes = /[/\u2013\u2014\u2015]/g;
const plainDashes = (text: string): string => text.replace(dashes, "-");

const lowerUnits = once(() =>
  Uint16Array.from({ length: 0x10000 }, (_, unit) => {
    const lower = String.fromCharCode(unit).toLowerCase();
    return lower.length === 1 ? lower.charCodeAt(0) : unit;
  }),
);
const dashUnits = once(() =>
  Uint16Array.from({ length: 0x10000 }, (_, unit) => plainDashes(String.fromCharCode(unit)).charCodeAt(0)),
);
const lowerDashUnits = once(() => lowerUnits().map((unit) => dashUnits()[unit] as number));

const allDifferent: Letters = { plain: (text) => text, units: () => undefined };
const casesAlike: Letters = { plain: foldCase, units: lowerUnits };
const dashesAlike: Letters = { plain: plainDashes, units: dashUnits };
const bothAlike: Letters = { plain: (text) => plainDashes(foldCase(text)), units: lowerDashUnits };

export function lettersOf(differs: { readonly cased: boolean; readonly dashesAlike: boolean }): Letters {
  if (differs.dashesAlike) return differs.cased ? dashesAlike : bothAlike;
  return differs.cased ? allDifferent : casesAlike;
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function replaced(text: string, units: Uint16Array): string {
  let mapped = "";
  for (let at = 0; at < text.length; at++) mapped += String.fromCharCode(units[text.charCodeAt(at)] as number);
  return mapped;
}
