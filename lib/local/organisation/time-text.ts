export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Writes CloudTrail's times, remembering the last second, because neighbours in a stream mostly share it. */
export function isoSecondWriter(): (timeMs: number) => string {
  let lastSecond = Number.NaN;
  let lastText = "";
  return (timeMs) => {
    const second = Math.floor(timeMs / secondMs);
    if (second !== lastSecond) {
      lastSecond = second;
      lastText = isoSecond(timeMs);
    }
    return lastText;
  };
}

/** `2025-03-03T09:15:00Z`: CloudTrail's resolution is one second. */
export function isoSecond(timeMs: number): string {
  return `${new Date(Math.floor(timeMs / secondMs) * secondMs).toISOString().slice(0, 19)}Z`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mar 13, 2024, 8:33:21 PM`: how STS responses and IAM responses are written in a record. */
export function responseDate(timeMs: number): string {
  const date = new Date(timeMs);
  const hour = date.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock} ${hour < 12 ? "AM" : "PM"}`;
}

/** Midnight (UTC) of the day that holds this time. */
export function dayStart(timeMs: number): number {
  return Math.floor(timeMs / dayMs) * dayMs;
}

/** 0 is Monday, 6 is Sunday (UTC). 1 January 1970 was a Thursday. */
export function weekday(timeMs: number): number {
  return (Math.floor(timeMs / dayMs) + 3) % 7;
}

export function isWorkingDay(timeMs: number): boolean {
  return weekday(timeMs) < 5;
}
