import type { Evidence } from "./evidence.ts";

export const orNone = (count: number | undefined): string => (count === undefined ? "never" : `${count}`);

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const evidenceText = (evidence: readonly Evidence[]): string =>
  evidence.map(({ kind, points }) => `${kind} ${points}`).join(", ") || "none";
