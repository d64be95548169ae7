import { count, duration, bytes as inBytes } from "./figures.ts";
import type { ReplayProgress } from "./replay.ts";
import type { Output, World } from "./world.ts";

/** One line that is written over while work goes on; nothing where the output is no terminal. */
export interface ProgressBar {
  show(state: ReplayProgress): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

const everyMs = 100;
const eraseLine = "\r\u001b[2K";

export const createProgressBar = (output: Output, nowMs: World["nowMs"], isQuiet: boolean): ProgressBar => {
  if (!output.isTerminal || isQuiet) return { show: () => {}, clear: () => {} };
  const startedMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (state) => {
      const now = nowMs();
      if (now - shownMs < everyMs) return;
      shownMs = now;
      isShown = true;
      output.write(eraseLine + progressLine(state, now - startedMs, (output.columns ?? 80) - 1));
    },
    clear: () => {
      if (isShown) output.write(eraseLine);
      isShown = false;
    },
  };
};

/** The line for a terminal of `width` characters; the bar gives way first. */
export const progressLine = (
  { records, bytes, totalBytes }: ReplayProgress,
  elapsedMs: number,
  width: number,
): string => {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const figures = [`${count(records)} records`, `${count(records / seconds)}/s`];
  if (!totalBytes) return [...figures, inBytes(bytes)].join("  ").slice(0, width);
  const share = Math.min(1, bytes / totalBytes);
  const left = share > 0 ? duration((elapsedMs * (1 - share)) / share) : "?";
  figures.push(`${inBytes(bytes)} of ${inBytes(totalBytes)}`, `${left} left`);
  const text = `${String(Math.floor(share * 100)).padStart(3)}%  ${figures.join("  ")}`;
  const room = Math.min(30, width - text.length - 4);
  if (room < 5) return text.slice(0, width);
  const full = Math.round(share * room);
  return `[${"=".repeat(full)}${" ".repeat(room - full)}] ${text}`;
};
