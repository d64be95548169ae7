import type { InventoryKey } from "../../../lib/domain/inventory/identity-inventory.ts";
import { keyAge } from "../../../lib/domain/inventory/key-age.ts";
import { madeInventory } from "./made-inventory.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 2, 2, 12);
const key = (accessKeyId: string, daysAgo: number, isActive = true): InventoryKey => ({
  accessKeyId,
  isActive,
  createdMs: nowMs - daysAgo * dayMs,
  lastUsedMs: undefined,
});
const judged = (keys: readonly InventoryKey[] | undefined, atMs = nowMs) => {
  const createdMs = nowMs - 800 * dayMs;
  return keyAge(madeInventory({ keys, createdMs, readAtMs: nowMs - 9 * 3_600_000 }), "AKIAONE", atMs);
};

test("a new key of an old user is told", () => {
  expect(judged([key("AKIAONE", 1), key("AKIATWO", 700)])).toEqual({
    judgement: "young",
    text: "The key was 24 hours old; the user is 800 days old.",
  });
});

test("a new key of a new user is nothing special", () => {
  const inventory = madeInventory({ keys: [key("AKIAONE", 1)], createdMs: nowMs - 2 * dayMs });
  expect(keyAge(inventory, "AKIAONE", nowMs).judgement).toBe("usual");
});

test("a key beside which a newer one has stood for long was to be replaced", () => {
  expect(judged([key("AKIAONE", 500), key("AKIATWO", 120)])).toEqual({
    judgement: "superseded",
    text: "The key was 500 days old, and a newer active one has been beside it for 120 days.",
  });
  expect(judged([key("AKIAONE", 500), key("AKIATWO", 120, false)]).judgement).toBe("overdue");
  expect(judged([key("AKIAONE", 500), key("AKIATWO", 10)]).judgement).toBe("overdue");
  expect(judged([key("AKIAONE", 60)]).judgement).toBe("usual");
});

test("a key that is not listed is new where the call came after the reading, and unknown where it came before", () => {
  expect(judged([key("AKIATWO", 120)])).toEqual({
    judgement: "young",
    text: "The key was not there yet when IAM was read on 2026-03-02: it is new; the user is 800 days old.",
  });
  expect(judged([key("AKIATWO", 120)], nowMs - dayMs).judgement).toBe("not-listed");
});

test("keys that could not be read are not guessed", () => {
  expect(judged(undefined)).toEqual({
    judgement: "unknown",
    text: "The keys of the user could not be read on 2026-03-02.",
  });
});
