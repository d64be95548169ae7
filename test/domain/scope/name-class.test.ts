import fc from "fast-check";
import { classOf } from "../../../lib/domain/scope/name-class.ts";
import { anyCharacter } from "../../any-character.ts";

test.each([
  ["orders", "orders"],
  ["prod/db", "prod/db"],
  ["logs/2024/03/13/app.gz", "logs/#/app.gz"],
  ["logs/2024/03/14/app.gz", "logs/#/app.gz"],
  ["backup-2024-03-13", "backup-#"],
  ["app2", "app#"],
  ["key/1234abcd-12ab-34cd-56ef-1234567890ab", "key/#"],
  ["i-0123456789abcdef0", "i-#"],
  ["stack-Bucket-1ABCDEF2GHIJ", "stack-Bucket-#"],
  ["deadbeef", "deadbeef"],
  ["4f9a01c2", "#"],
  ["a\u202eb\n", "a?b?"],
  ["", ""],
])("%j is of the class %j", (name, expected) => {
  expect(classOf(name)).toBe(expected);
});

/** As `fc.webPath` has it, which fills a table of every character first. */
const webPath = fc
  .array(fc.string({ unit: anyCharacter }))
  .map((parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join(""));

test("any text gives at most 64 visible characters without a digit, and a class is of its own class", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter, maxLength: 400 }), fc.uuid(), webPath), (name) => {
      const once = classOf(name);
      expect(once).toMatch(/^[\x21-\x2f\x3a-\x7e]{0,64}$/);
      expect(classOf(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test("names that differ in their numbers alone are of one class", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(classOf(`jobs/run-${a}/out`)).toBe(classOf(`jobs/run-${b}/out`));
    }),
  );
});
