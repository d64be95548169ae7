import { printable } from "../../domain/event/printable.ts";

/** Columns that everything is written for. */
export const columns = 100;

/** `+1:15` since the first call of the attack. */
export const offsetText = (offsetMs: number): string => {
  const seconds = Math.round(offsetMs / 1000);
  return `+${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** `4.2 s` */
export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Printable and at most so long. */
export const clip = (text: string, length: number): string => printable(text, length);

/** Things in lines of at most `columns`, parted by commas and never broken. */
export const listed = (things: readonly string[], indent: number): readonly string[] => {
  const lines: string[] = [];
  for (const [index, thing] of things.entries()) {
    const text = printable(thing, columns - indent - 1) + (index < things.length - 1 ? "," : "");
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= columns - indent)
      lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
  }
  return lines.map((line) => " ".repeat(indent) + line);
};

/** Words in lines of at most `columns`, each begun with the indent; a word that is too long is cut. */
export const paragraph = (text: string, indent: number): readonly string[] => {
  const width = columns - indent;
  const lines: string[] = [];
  for (const word of printable(text, 2_000).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== "") lines.push(clip(word, width));
  }
  return lines.map((line) => " ".repeat(indent) + line);
};

/** `role/app` says more in less room than an ARN. */
export const shortName = (arn: string): string => printable(/^arn:[^:]*:iam::\d*:(.+)$/.exec(arn)?.[1] ?? arn, 70);
