import { type Address, addressText, parseAddress } from "../event/address.ts";
import { sampledMemo } from "../event/sampled-memo.ts";
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
export const networkOf: (sourceAddress: string) => Network = sampledMemo(16_384, boundedMemo(20_000, networkOfText));

export const networkOfEndpoint: (vpcEndpointId: string) => Network = boundedMemo(5_000, (endpoint) =>
  /^vpce-[0-9a-f]{8,32}$/.test(endpoint) ? network("private", endpoint) : privateNetwork,
);

function networkOfText(text: string): Network {
  const address = parseAddress(text);
  if (address !== undefined) return networkOfAddress(address);
  if (/^[a-z0-9.-]{1,60}\.amazonaws\.com(\.cn)?$/.test(text)) {
    return network("aws-service", `service:${text.slice(0, text.indexOf(".amazonaws"))}`);
  }
  return text === "AWS Internal" ? network("aws-service", "service:internal") : unknownNetwork;
}

function networkOfAddress(address: Address): Network {
  if (isPrivateAddress(address)) return privateNetwork;
  const [first = 0, second = 0] = address;
  if (address.length === 1) return network("public", `${addressText([first & ~255])}/24`);
  const groups = [first >>> 16, first & 0xffff, second >>> 16].map((group) => group.toString(16));
  return network("public", `${groups.join(":")}::/48`);
}

/** Whether no call from outside the caller's own network can come from it. */
export function isPrivateAddress(address: Address): boolean {
  const [first = 0, second = 0, third = 0, last = 0] = address;
  if (address.length === 1) return isPrivateIpv4(first);
  // Unique local (RFC 4193), link-local (RFC 4291) and loopback.
  const isLoopback = first === 0 && second === 0 && third === 0 && last === 1;
  return first >>> 25 === 0x7e || first >>> 22 === 0x3fa || isLoopback;
}

/**
 * RFC 1918, loopback and link-local. The shared space of RFC 6598 is not: behind it stands whoever the carrier serves.
 */
function isPrivateIpv4(word: number): boolean {
  const first = word >>> 24;
  return first === 10 || first === 127 || word >>> 20 === 0xac1 || word >>> 16 === 0xc0a8 || word >>> 16 === 0xa9fe;
}
