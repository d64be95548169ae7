import fc from "fast-check";
import { networkOf, networkOfEndpoint } from "../../../lib/domain/behaviour/network.ts";
import { anyCharacter } from "../../any-character.ts";

const nameOf = (address: string) => networkOf(address).name;
const octet = fc.integer({ min: 0, max: 255 });

test.each([
  ["203.0.113.77", "public", "203.0.113.0/24"],
  ["100.64.1.1", "public", "100.64.1.0/24"],
  ["172.15.255.1", "public", "172.15.255.0/24"],
  ["172.32.0.1", "public", "172.32.0.0/24"],
  ["10.1.2.3", "private", "private"],
  ["172.16.0.1", "private", "private"],
  ["172.31.255.255", "private", "private"],
  ["192.168.0.1", "private", "private"],
  ["169.254.169.254", "private", "private"],
  ["127.0.0.1", "private", "private"],
  ["2001:db8:1:2:3:4:5:6", "public", "2001:db8:1::/48"],
  ["2001:db8:1::6", "public", "2001:db8:1::/48"],
  ["2001:DB8:0001::", "public", "2001:db8:1::/48"],
  ["2001:db8::1", "public", "2001:db8:0::/48"],
  ["::1", "private", "private"],
  ["fd00:1:2::3", "private", "private"],
  ["fe80::1", "private", "private"],
  ["::ffff:203.0.113.77", "public", "203.0.113.0/24"],
  ["::ffff:10.0.0.1", "private", "private"],
  ["::ffff:cb00:714d", "public", "203.0.113.0/24"],
  ["cloudformation.amazonaws.com", "aws-service", "service:cloudformation"],
  ["ec2.cn-north-1.amazonaws.com.cn", "aws-service", "service:ec2.cn-north-1"],
  ["AWS Internal", "aws-service", "service:internal"],
])("%s is %s: %s", (address, kind, name) => {
  expect(networkOf(address)).toMatchObject({ kind, name });
});

test.each([
  "",
  "unknown",
  "256.1.1.1",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.4 ",
  "1.2.3.4\n5",
  "evil.amazonaws.com.attacker.example",
  "EVIL.amazonaws.com",
  "a b.amazonaws.com",
  "2001:db8::1::2",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "12345::1",
  "2001:db8:1.2::",
  "::ffff:256.1.1.1",
  ":1:2:3:4:5:6:7",
  "fe80::1%eth0",
  ":::",
  ":",
  "(select 1)",
])("%j is no network, so it is unknown", (address) => {
  expect(networkOf(address)).toMatchObject({ kind: "unknown", name: "unknown" });
});

test("hosts of one /24 are one network, and no network's name holds the whole address", () => {
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet), octet, octet, ([a, b, c], one, other) => {
      const prefix = `${a}.${b}.${c}`;
      expect(networkOf(`${prefix}.${one}`)).toEqual(networkOf(`${prefix}.${other}`));
      expect([`${prefix}.0/24`, "private"]).toContain(nameOf(`${prefix}.${one}`));
    }),
  );
});

test("an IPv6 address in full, compressed or in capitals is one network of 48 bits", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const { name, kind } = networkOf(address);
      expect(["public", "private"]).toContain(kind);
      expect(name).toMatch(/^([0-9a-f]{1,4}(:[0-9a-f]{1,4}){2}::\/48|\d+\.\d+\.\d+\.0\/24|private)$/);
      expect(nameOf(address.toUpperCase())).toBe(name);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
      const full = groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
      const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
      expect(nameOf(short)).toBe(nameOf(full));
    }),
  );
});

test("any text at all gives a bounded name without control characters, and texts that are no address give unknown", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
      const { name, kind } = networkOf(text);
      expect(name.length).toBeLessThanOrEqual(68);
      expect(name).toMatch(/^[\x21-\x7e]+$/);
      if (!/^[0-9a-fA-F:.]+$/.test(text) && !text.endsWith(".amazonaws.com")) expect(kind).toBe("unknown");
    }),
  );
});

test("a VPC endpoint is a private network of its own; text that is no endpoint's id is merely private", () => {
  expect(networkOfEndpoint("vpce-0123456789abcdef0")).toMatchObject({
    kind: "private",
    name: "vpce-0123456789abcdef0",
  });
  for (const hostile of ["vpce-", "vpce-0123456789abcdef0 x", "VPCE-01234567", "<script>"]) {
    expect(networkOfEndpoint(hostile)).toMatchObject({ kind: "private", name: "private" });
  }
});
