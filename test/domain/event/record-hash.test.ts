import fc from "fast-check";
import { hashRecord } from "../../../lib/domain/event/record-hash.ts";
import { recordsOf, setNames } from "./cloudtrail-sets.ts";

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe("the hash of a record", () => {
  it("does not depend on the order of keys, and does on everything else", () => {
    expect(hashRecord({ a: 1, b: { c: 2, d: 3 } })).toBe(hashRecord({ b: { d: 3, c: 2 }, a: 1 }));
    const others = [
      { a: "1" },
      { a: 1 },
      { a: [1] },
      { a: { 1: 1 } },
      { a: null },
      { a: true },
      ["a", 1],
      [["a"], 1],
      [["a", 1]],
      "a",
      {},
      [],
    ];
    expect(new Set(others.map(hashRecord)).size).toBe(others.length);
  });

  it("is 16 hexadecimal digits and the same for equal values, for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value)) as unknown;
        expect(hashRecord(copy)).toMatch(/^[0-9a-f]{16}$/);
        expect(hashRecord(reversed(copy))).toBe(hashRecord(copy));
      }),
    );
  });

  it("tells all different real records apart", () => {
    const texts = new Map<string, string>();
    for (const name of setNames) {
      for (const record of recordsOf(name)) {
        const canonical = JSON.stringify(record);
        texts.set(canonical, hashRecord(record));
      }
    }
    expect(texts.size).toBeGreaterThan(3_000);
    expect(new Set(texts.values()).size).toBe(texts.size);
  });

  it("does not overflow on a value that is nested a hundred thousand levels deep", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { deeper: deep };
    expect(hashRecord(deep)).toMatch(/^[0-9a-f]{16}$/);
  });
});
