import type { Output, World } from "./world.ts";

export type Colour = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";
export type Paint = (colour: Colour, text: string) => string;

const codes: Record<Colour, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m`;

/**
 * Colours only on a terminal, and not where NO_COLOR (any value but the empty one, no-color.org) or the call says so.
 */
export const paintFor = (output: Output, environment: World["environment"], noColour: boolean): Paint => {
  const wanted = output.isTerminal && !noColour && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return wanted ? coloured : plain;
};
