import fc from "fast-check";
import { longestBodyBytes, messageBody, messageSubject } from "../../../lib/adapters/sns/message-text.ts";
import { anyCharacter } from "../../any-character.ts";

test("a subject for e-mail is printable ASCII, shorter than a hundred characters, and never empty", () => {
  expect(messageSubject("trust of app fell to 41")).toBe("trust of app fell to 41");
  expect(messageSubject("two\r\nlines \u0007 and \u202e 鍵 ")).toBe("two lines ? and ? ?");
  expect(messageSubject(" \n ")).toBe("NHI Warden alert");
  expect(messageSubject("x".repeat(150))).toBe(`${"x".repeat(96)}...`);
  expect(messageSubject("x".repeat(99))).toBe("x".repeat(99));
});

test("for any text, the subject is one that SNS takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
      expect(messageSubject(text)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    }),
  );
});

test("a body that fits is sent as it is, without the characters that subscribed queues refuse", () => {
  expect(messageBody("one\n\ttwo 🔑")).toBe("one\n\ttwo 🔑");
  expect(messageBody("a\u0000b\u001bc\uffffd")).toBe("a?b?c?d");
  expect(messageBody(" \n")).toBe("(This alert has no text.)");
});

test("a body that is too long is cut at a whole character, and says so", () => {
  fc.assert(
    fc.property(fc.constantFrom("x", "é", "鍵", "🔑"), fc.nat(7), (character, shift) => {
      const long = "y".repeat(shift) + character.repeat(270_000);
      const cut = messageBody(long);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(longestBodyBytes);
      expect(Buffer.byteLength(cut)).toBeGreaterThan(longestBodyBytes - 8);
      const [kept, mark] = cut.split("\n\n") as [string, string];
      expect(long.startsWith(kept)).toBe(true);
      expect(mark).toBe(
        `[Cut here: the text had ${Buffer.byteLength(long)} bytes, SNS takes 262,144. Open the case for the rest.]`,
      );
    }),
    { numRuns: 20 },
  );
});
