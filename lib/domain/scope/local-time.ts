/** A moment on the wall clock of a place. */
export interface LocalTime {
  /** 0 is Monday. */
  readonly weekday: number;
  /** 0 to 1,439. */
  readonly minute: number;
}

export type LocalClock = (timeMs: number) => LocalTime;

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Zones change their offset on the quarter hour at the finest, and since 1972 every offset is a multiple of it. */
const slotMs = 15 * minuteMs;
const mostSlots = 1_000;

/** Whether the runtime's time zone data has a zone of this name, as `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The wall clock of a time zone, by the runtime's copy of the IANA data, through every switch of daylight saving time.
 * @throws RangeError where there is no such zone
 */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const offsets = new Map<number, number>();
  const offsetAt = (slot: number): number => {
    const known = offsets.get(slot);
    if (known !== undefined) return known;
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(slot * slotMs)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour, minute) - slot * slotMs;
    if (offsets.size >= mostSlots) offsets.clear();
    offsets.set(slot, offset);
    return offset;
  };
  return (timeMs) => {
    const localMs = timeMs + offsetAt(Math.floor(timeMs / slotMs));
    // 1970-01-01 was a Thursday.
    const weekday = (((Math.floor(localMs / dayMs) + 3) % 7) + 7) % 7;
    const minute = Math.floor(localMs / minuteMs) - Math.floor(localMs / dayMs) * 1_440;
    return { weekday, minute };
  };
}
