import { type Complaint, shown } from "../problem.ts";
import { correlationLimits } from "./correlation-limits.ts";

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  M: 30 * 86_400_000,
};

/** Milliseconds of `90s`, `15m`, `2h`, `7d`, `1w`, `1M` (30 days), or what is wrong with it. */
export function parseTimespan(value: unknown): number | Complaint {
  const match = typeof value === "string" ? /^([1-9]\d{0,8})([smhdwM])$/.exec(value) : null;
  const spanMs = match === null ? Number.NaN : Number(match[1]) * unitMs[match[2]!]!;
  if (spanMs <= correlationLimits.spanMs) return spanMs;
  return {
    found: value === undefined ? "no timespan" : shown(value),
    allowed: "a whole number and s, m, h, d, w or M, such as 15m, up to 90d",
    remedy: match === null ? "write for example `timespan: 90m` for an hour and a half" : "shorten the timespan",
  };
}
