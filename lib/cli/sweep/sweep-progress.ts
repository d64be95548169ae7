import type { SweepProgress } from "../../app/sweep.ts";
import { counted } from "../figures.ts";
import type { Output, World } from "../world.ts";

/** One line that is written over after each look-up; nothing where the output is no terminal. */
export interface SweepProgressLine {
  show(progress: SweepProgress): void;
  clear(): void;
}

const everyMs = 100;
const eraseLine = "\r\u001b[2K";

export const createSweepProgress = (output: Output, nowMs: World["nowMs"], isQuiet: boolean): SweepProgressLine => {
  if (!output.isTerminal || isQuiet) return { show: () => {}, clear: () => {} };
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (progress) => {
      const now = nowMs();
      if (now - shownMs < everyMs) return;
      shownMs = now;
      isShown = true;
      output.write(eraseLine + sweepProgressText(progress).slice(0, (output.columns ?? 80) - 1));
    },
    clear: () => {
      if (isShown) output.write(eraseLine);
      isShown = false;
    },
  };
};

export const sweepProgressText = ({ step, lookUps, ofLookUps, records, suspects }: SweepProgress): string =>
  `step ${step}: ${lookUps} of ${counted(ofLookUps, "look-up")}, ${counted(records, "record")}, ${counted(suspects, "suspect")}`;
