import { boundedMemo } from "./bounded-memo.ts";
import { markKey, networkDimension } from "./dimension.ts";

/** Where a call came from, as far as the address alone tells. */
export type NetworkKind = "public" | "private" | "aws-service" | "unknown";

/** A caller's network: never a raw address, always a prefix or a name. */
export interface Network {
  readonly kind: NetworkKind;
  /** `203.0.113.0/24`, `2001:db8:1::/48`, `private`, `service:s3`, `unknown`. */
  readonly name: string;
  readonly key: number;
}

const network = (kind: NetworkKind, name: string): Network => ({ kind, name, key: markKey(networkDimension, name) });

const unknownNetwork = network("unknown", "unknown");
const privateNetwork = network("private", "private");

/**
 * The network of CloudTrail's `sourceIPAddress`: /24 for IPv4 and /48 for IPv6, the usual sizes of one site.
 * Text that is no address and no service name is unknown, whatever it says.
 */
export const networkOf: (sourceAddress: string) => Network = boundedMemo(20_000, (address) => {
  const octets = ipv4Octets(address);
  if (octets !== undefined) return ipv4Network(octets);
  if (address.includes(":")) return ipv6Network(address);
  if (/^[a-z0-9.-]{1,60}\.amazonaws\.com(\.cn)?$/.test(address)) {
    return network("aws-service", `service:${address.slice(0, address.indexOf(".amazonaws"))}`);
  }
  return address === "AWS Internal" ? network("aws-service", "service:internal") : unknownNetwork;
});

export const networkOfEndpoint: (vpcEndpointId: string) => Network = boundedMemo(5_000, (endpoint) =>
  /^vpce-[0-9a-f]{8,32}$/.test(endpoint) ? network("private", endpoint) : privateNetwork,
);

function ipv4Octets(address: string): number[] | undefined {
  if (address.length > 15 || !/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  const octets = address.split(".").map(Number);
  return octets.every((octet) => octet <= 255) ? octets : undefined;
}

const ipv4Network = (octets: readonly number[]): Network =>
  isPrivateIpv4(octets) ? privateNetwork : network("public", `${octets.slice(0, 3).join(".")}.0/24`);

/** RFC 1918, loopback and link-local. The shared space of RFC 6598 is not: behind it stands whoever the carrier serves. */
function isPrivateIpv4(octets: readonly number[]): boolean {
  const [first = 0, second = 0] = octets;
  return (
    first === 10 ||
    first === 127 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254)
  );
}

function ipv6Network(address: string): Network {
  const groups = ipv6Groups(address);
  if (groups === undefined) return unknownNetwork;
  const [first = 0, second = 0, third = 0, , , mark, high = 0, low = 0] = groups;
  if (mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return ipv4Network([high >> 8, high & 255, low >> 8, low & 255]);
  }
  if (
    (first & 0xfe00) === 0xfc00 ||
    (first & 0xffc0) === 0xfe80 ||
    groups.every((group, at) => group === (at === 7 ? 1 : 0))
  )
    return privateNetwork;
  return network("public", `${first.toString(16)}:${second.toString(16)}:${third.toString(16)}::/48`);
}

/** The eight groups of an address in any form of RFC 4291, section 2.2, the last two also as IPv4; undefined for anything else. */
function ipv6Groups(address: string): number[] | undefined {
  if (address.length > 45) return undefined;
  const tailAt = address.lastIndexOf(":") + 1;
  const tail = ipv4Octets(address.slice(tailAt));
  const [a = 0, b = 0, c = 0, d = 0] = tail ?? [];
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  const text = tail === undefined ? address : `${address.slice(0, tailAt)}${hex(a, b)}:${hex(c, d)}`;
  const halves = text.split("::");
  const [leading = [], trailing = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - leading.length - trailing.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...leading, ...Array<string>(missing).fill("0"), ...trailing];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16));
}
