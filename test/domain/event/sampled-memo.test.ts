import fc from "fast-check";
import { sampledMemo, sampleOf } from "../../../lib/domain/event/sampled-memo.ts";

test("a text always gets its own value, whichever texts share its place", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 200 }), (texts) => {
      const memo = sampledMemo(4, (text) => ({ made: text }));
      for (const text of texts) expect(memo(text)).toEqual({ made: text });
    }),
  );
});

test("what was asked last is made once, until another text takes its place", () => {
  let made = 0;
  const memo = sampledMemo(1, (text) => {
    made++;
    return text.length;
  });
  for (const text of ["orders", "orders", "", "", "orders"]) memo(text);
  expect(made).toBe(3);
});

test("addresses of one network are spread over the places", () => {
  const places = (texts: readonly string[]) => new Set(texts.map((text) => sampleOf(text) & 1_023)).size;
  expect(places(Array.from({ length: 256 }, (_, index) => `203.0.113.${index}`))).toBeGreaterThan(150);
});
