export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * How late a record may arrive and still be learned as if it had come in order: one hour.
 * CloudTrail writes log files "within an average of about 5 minutes"; an hour leaves room for both paths and for
 * retries. What is compared with is therefore always what was seen on days that ended at least this long before the
 * event.
 */
export const latenessMs = hourMs;

/** Whole UTC days since 1970. */
export const dayOf = (timeMs: number): number => Math.floor(timeMs / dayMs);

/** Whole UTC hours since 1970. */
export const hourOf = (timeMs: number): number => Math.floor(timeMs / hourMs);

/** Weeks since 1970, beginning on Thursdays as 1970 did. Only differences of it are ever used. */
export const weekOf = (day: number): number => Math.floor(day / 7);

/** 0 (Monday 00:00 UTC) to 167 (Sunday 23:00 UTC). 1970-01-01 was a Thursday. */
export const hourOfWeek = (timeMs: number): number => (hourOf(timeMs) + 3 * 24) % 168;

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** `Monday 03:00 UTC` for 3. */
export const hourOfWeekName = (hour: number): string =>
  `${weekdays[Math.floor(hour / 24)]} ${String(hour % 24).padStart(2, "0")}:00 UTC`;

/** How many bits of a 32-bit word are set. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
