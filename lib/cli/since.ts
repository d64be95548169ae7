import { printable } from "../domain/event/printable.ts";
import { UsageError } from "./usage-error.ts";

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * `7d`, `24h`, `30m`, `2w` before now, or an ISO 8601 date or time (UTC where it names no zone), in milliseconds since
 * 1970.
 */
export const readSince = (text: string, nowMs: number): number => {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (amount && unit) return nowMs - Number(amount) * (unitMs[unit] as number);
  if (isoTime.test(text)) {
    const hasZone = !text.includes("T") || /(Z|[+-]\d{2}:\d{2})$/.test(text);
    const timeMs = Date.parse(hasZone ? text : `${text}Z`);
    if (!Number.isNaN(timeMs)) return timeMs;
  }
  throw new UsageError(
    `--since ${printable(text, 60)} is no time; allowed are 30m, 24h, 7d, 2w, 2024-03-13 or 2024-03-13T08:30:00Z`,
  );
};
