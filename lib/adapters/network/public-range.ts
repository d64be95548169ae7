import { networkOf } from "../../domain/behaviour/network.ts";
import { type AddressRange, addressText, lastAddress, parseAddressRange } from "../../domain/event/address.ts";

/** No registry gave any organisation more than this: a wider range is a slip, and would name half the internet. */
const fewestBits = { ipv4: 8, ipv6: 16 };

/** Reads a range of public addresses; a sentence's middle that says why where it is none. */
export function publicRange(text: string): AddressRange | string {
  const range = parseAddressRange(text);
  if (range === undefined) return "is no address and no range such as 203.0.113.0/24";
  const fewest = range.first.length === 1 ? fewestBits.ipv4 : fewestBits.ipv6;
  if (range.bits < fewest) return `is wider than /${fewest}, the widest that one organisation can have`;
  const isPublic = [range.first, lastAddress(range)].every(
    (address) => networkOf(addressText(address)).kind === "public",
  );
  return isPublic ? range : "is private: the same addresses are in use in every network, an attacker's among them";
}
