import fc from "fast-check";
import type { InventoryKey } from "../../../lib/domain/inventory/identity-inventory.ts";
import { keyAgeDays, keyIdleDays } from "../../../lib/domain/inventory/key-days.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const readAtMs = Date.UTC(2026, 2, 2, 12);
const key = (accessKeyId: string, createdMs: number, lastUsedMs?: InventoryKey["lastUsedMs"]): InventoryKey => ({
  accessKeyId,
  isActive: true,
  createdMs,
  lastUsedMs,
});
const made = (daysAgo: number, lastUsedMs?: InventoryKey["lastUsedMs"]) => ({
  readAtMs,
  keys: [key("AKIATWO", 0), key("AKIAONE", readAtMs - daysAgo * dayMs, lastUsedMs)],
});

test("a listed key is as many whole days old as are over since it was made, whenever IAM was read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000 * dayMs }), fc.integer({ min: -900, max: 900 }), (ageMs, readAfter) => {
      const atMs = Date.UTC(2026, 5, 1);
      const listed = { readAtMs: atMs + readAfter * hourMs, keys: [key("AKIAONE", atMs - ageMs)] };
      expect(keyAgeDays(listed, "AKIAONE", atMs)).toBe(Math.floor(ageMs / dayMs));
    }),
  );
});

test("of each key its own age is told: the new one of two is new, and the old one stays old", () => {
  const rotated = { readAtMs, keys: [key("AKIAOLD", readAtMs - 700 * dayMs), key("AKIANEW", readAtMs - 2 * dayMs)] };
  expect(keyAgeDays(rotated, "AKIAOLD", readAtMs + hourMs)).toBe(700);
  expect(keyAgeDays(rotated, "AKIANEW", readAtMs + hourMs)).toBe(2);
});

test("a key that is not listed is 0 days old in the day after the reading, and else of no known age", () => {
  fc.assert(
    fc.property(fc.integer({ min: -3 * dayMs, max: 3 * dayMs }), (afterMs) => {
      const age = keyAgeDays(made(9), "AKIANEW", readAtMs + afterMs);
      expect(age).toBe(afterMs >= 0 && afterMs < dayMs ? 0 : undefined);
    }),
  );
  // A user without keys, and the first one that it gets.
  expect(keyAgeDays({ readAtMs, keys: [] }, "AKIANEW", readAtMs + hourMs)).toBe(0);
});

test("what is said of an unlisted key is what the next reading says of it as well", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: dayMs - 1 }), fc.integer({ min: 0, max: dayMs }), (madeAfter, usedAfter) => {
      const createdMs = readAtMs + madeAfter;
      const age = keyAgeDays(made(9), "AKIANEW", createdMs + usedAfter);
      const next = { readAtMs: readAtMs + dayMs, keys: [key("AKIANEW", createdMs)] };
      if (age !== undefined) expect(age).toBe(keyAgeDays(next, "AKIANEW", createdMs + usedAfter));
    }),
  );
});

test("nothing is said of keys that could not be read, nor of a call before its key was made", () => {
  expect(keyAgeDays({ readAtMs, keys: undefined }, "AKIAONE", readAtMs)).toBeUndefined();
  expect(keyIdleDays({ readAtMs, keys: undefined }, "AKIAONE", readAtMs)).toBeUndefined();
  expect(keyAgeDays(made(1), "AKIAONE", readAtMs - 2 * dayMs)).toBeUndefined();
});

test("a key lay idle from its last use, or else since it was made, until IAM was read", () => {
  const atMs = readAtMs + 20 * hourMs;
  expect(keyIdleDays(made(700, readAtMs - 211 * dayMs), "AKIAONE", atMs)).toBe(211);
  expect(keyIdleDays(made(700, readAtMs - hourMs), "AKIAONE", atMs)).toBe(0);
  expect(keyIdleDays(made(700, "never"), "AKIAONE", atMs)).toBe(700);
});

test("how long it lay idle is not said where IAM did not say, was read after the call, or too long before", () => {
  const listed = made(700, readAtMs - 211 * dayMs);
  expect(keyIdleDays(made(700), "AKIAONE", readAtMs)).toBeUndefined();
  expect(keyIdleDays(listed, "AKIANEW", readAtMs)).toBeUndefined();
  expect(keyIdleDays(listed, "AKIAONE", readAtMs - 1)).toBeUndefined();
  expect(keyIdleDays(listed, "AKIAONE", readAtMs + 2 * dayMs - 1)).toBe(211);
  expect(keyIdleDays(listed, "AKIAONE", readAtMs + 2 * dayMs)).toBeUndefined();
});
