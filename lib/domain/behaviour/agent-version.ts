import { agentVersionDimension, markKeyOfHash } from "./dimension.ts";
import { hash32 } from "./hash.ts";

/*
 * The version of an SDK or command line, as it is remembered: its key says it all, so a mark needs no name. Below the
 * dimension stand 12 bits of the product's hash, 5 of the major and 11 of the minor version, so versions of one product
 * stand together in ascending order.
 */

const minorBits = 11;
/** Keys that the versions of one product may have. */
export const versionSpan = 2 ** 16;
const mostMajor = 31;
const mostMinor = 2 ** minorBits - 1;

/** From a hundred on minor versions rise every few days, as with the SDK for JavaScript: they are counted in steps. */
const coarse = 25;

/** Products that AWS or HashiCorp version; what calls itself anything else may count as it likes. */
const released = /(?:^\[?(?:boto3?|botocore|aws-cli|aws-sdk-[a-z0-9-]{2,20})|\bterraform)\/v?(\d{1,2})\.(\d{1,4})\b/i;

/** Key of the version that a user agent of a product names; 0 where it names none that is compared. */
export function versionKeyOf(product: string, userAgent: string): number {
  const found = released.exec(userAgent);
  if (found === null) return 0;
  const minor = Number(found[2]);
  return markKeyOfHash(
    agentVersionDimension,
    (hash32(product) & 0xfff) * versionSpan +
      (Math.min(mostMajor, Number(found[1])) << minorBits) +
      Math.min(mostMinor, minor < 100 ? minor : minor - (minor % coarse)),
  );
}

/** `1.34` of a version's key; the beginning of the step where minor versions are counted in steps. */
export const versionName = (key: number): string => `${(key >>> minorBits) & mostMajor}.${key & mostMinor}`;

/** The lowest key that a version of the same product may have; the next product's are `versionSpan` above. */
export const firstVersionKey = (key: number): number => key - (key % versionSpan);
