import { rentedSystems } from "../../../lib/domain/behaviour/rented-systems.ts";

const numbers = [...rentedSystems.keys()];

test("every number is one that a registry can give out, and stands there once, for one holder", () => {
  for (const number of numbers) {
    expect(Number.isInteger(number) && number > 0 && number < 2 ** 32).toBe(true);
    // Kept for documentation, private use and other ends (RFC 5398, RFC 6996, RFC 7300): nobody holds these.
    expect(number >= 64_496 && number <= 131_071).toBe(false);
  }
  expect(numbers.length).toBeGreaterThanOrEqual(40);
  expect(numbers.length).toBeLessThanOrEqual(80);
  for (const { holder, sort } of rentedSystems.values()) {
    expect(holder).toMatch(/^[\w .()]{2,40}$/);
    expect(["hosting", "vpn"]).toContain(sort);
  }
});

test("holders are found by number, with what they sell", () => {
  expect(rentedSystems.get(14_061)).toEqual({ holder: "DigitalOcean", sort: "hosting" });
  expect(rentedSystems.get(39_351)).toEqual({ holder: "31173 Services (Mullvad)", sort: "vpn" });
  expect(numbers.filter((number) => rentedSystems.get(number)?.holder === "Hetzner")).toHaveLength(4);
});

test("AWS is not in it, nor are networks that carry other things as much as rented machines", () => {
  // Amazon's, Microsoft's, Cloudflare's, Google's, Oracle's, and the carriers Cogent, Telekom and Comcast.
  for (const number of [16_509, 14_618, 8_987, 7_224, 8_075, 13_335, 15_169, 396_982, 31_898, 174, 3_320, 7_922])
    expect(rentedSystems.has(number)).toBe(false);
});
