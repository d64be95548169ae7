import fc from "fast-check";
import { excerpt, excerptLength } from "../../../lib/domain/event/excerpt.ts";

describe("an excerpt", () => {
  it("shows a small value as the JSON that it is", () => {
    expect(excerpt({ eventName: "GetObject", items: [1, null, true, "a\nb"] })).toBe(
      '{"eventName":"GetObject","items":[1,null,true,"a\\nb"]}',
    );
    expect(excerpt("no JSON at all")).toBe("no JSON at all");
  });

  it("does not show credentials under their well-known names", () => {
    const shown = excerpt({
      credentials: { accessKeyId: "ASIAEXAMPLE", sessionToken: "IQoJb3JpZ2lu", secretAccessKey: "wJalr" },
    });
    expect(shown).toContain("ASIAEXAMPLE");
    expect(shown).not.toContain("IQoJb3JpZ2lu");
    expect(shown).not.toContain("wJalr");
  });

  it("stays within its bound for large, wide and deep values", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`name${index}`, index]));
    for (const value of [deep, wide, "x".repeat(5_000_000), { key: "y".repeat(5_000_000) }, ["z".repeat(3_000)]]) {
      expect(excerpt(value).length).toBeLessThanOrEqual(excerptLength);
    }
  });

  it("cuts a value that is nested too deep, however long it may be", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { deeper: deep };
    expect(excerpt(deep, 10_000_000).length).toBeLessThan(1_000);
  });

  it("is printable and bounded for any JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(400), (value, limit) => {
        const shown = excerpt(value, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
