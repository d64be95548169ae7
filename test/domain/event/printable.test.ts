import fc from "fast-check";
import { printable } from "../../../lib/domain/event/printable.ts";
import { anyCharacter } from "../../any-character.ts";

describe("printable text", () => {
  it("leaves plain text and visible letters of any script as they are", () => {
    expect(printable("aws-cli/2.17 md/arch#x86_64", 100)).toBe("aws-cli/2.17 md/arch#x86_64");
    expect(printable("größe 日本 ñ", 100)).toBe("größe 日本 ñ");
  });

  it("writes line breaks, controls, direction overrides and invisible characters as escapes", () => {
    expect(printable("a\nb\r\tc", 100)).toBe("a\\nb\\r\\tc");
    expect(printable("\u001b[31mred", 100)).toBe("\\u{1b}[31mred");
    expect(printable("user\u202egnp.exe", 100)).toBe("user\\u{202e}gnp.exe");
    expect(printable("ad\u200bmin\u00a0\ufeff\u2066\u3164\u{e0041}", 100)).toBe(
      "ad\\u{200b}min\\u{a0}\\u{feff}\\u{2066}\\u{3164}\\u{e0041}",
    );
    expect(printable("half \ud83d pair", 100)).toBe("half \\u{d83d} pair");
  });

  it("cuts long text at the bound, in front of an escape or a pair that would be split", () => {
    expect(printable("x".repeat(50), 10)).toBe("xxxxxxx...");
    expect(printable("abcde\u202ef", 12)).toBe("abcde...");
    expect(printable("abcdef😀😀😀", 10)).toBe("abcdef...");
    expect(printable("anything", 0)).toBe("");
    expect(printable("exactly10!", 10)).toBe("exactly10!");
  });

  it("is never longer than asked, holds nothing unseen, and changes nothing the second time", () => {
    const text = fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ unit: "grapheme" }), fc.string());
    fc.assert(
      fc.property(text, fc.nat(60), (input, limit) => {
        const once = printable(input, limit);
        expect(once.length).toBeLessThanOrEqual(limit);
        expect(once).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e]/u);
        expect(printable(once, limit)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
