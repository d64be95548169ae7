import fc from "fast-check";
import { decodeBase64, decodeUtf8 } from "../../../lib/domain/event/decode-base64.ts";

describe("base64 and UTF-8", () => {
  it("decode what the platform encoded, padded, unpadded and URL-safe", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        for (const text of [buffer.toString("base64"), buffer.toString("base64url")]) {
          expect(Buffer.from(decodeBase64(text) ?? []).equals(buffer)).toBe(true);
        }
      }),
    );
  });

  it("refuse text that is not base64", () => {
    for (const text of ["a", "ab!d", "=ab", "ab=d", "äbcd", "abcde"]) expect(decodeBase64(text)).toBeUndefined();
  });

  it("read any text back from its UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 9_000 }), (text) => {
        expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
      }),
    );
  });

  it("never throw on bytes that are no UTF-8, and put a replacement where they break", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const isText = !decodeUtf8(bytes).includes("\ufffd");
        expect(isText).toBe(!new TextDecoder().decode(bytes).includes("\ufffd"));
      }),
      { numRuns: 1_000 },
    );
  });
});
