import type { DatabaseFacts } from "../../domain/behaviour/network-facts.ts";
import type { Place } from "../../domain/behaviour/place.ts";
import { printable } from "../../domain/event/printable.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a record of a database of addresses tells, whichever of these layouts it has:
 *
 * - GeoLite2 and GeoIP2 (ASN, Country, City, ISP, Enterprise, Anonymous IP), and DB-IP, which keeps to their names:
 *   `autonomous_system_number`, `autonomous_system_organization`, `country.iso_code`, `is_hosting_provider`,
 *   `is_tor_exit_node`, at the top or in `traits`; `traits.user_type` of DB-IP's ISP database
 * - IPinfo (Lite, Country, ASN, Country and ASN, Privacy): `asn` as `AS64496`, `as_name` or `name`, `country_code` or
 *   `country`, `hosting` and `tor` as `true` or the word, also as `is_hosting` and `is_tor`
 *
 * Coordinates are `location.latitude` and `location.longitude` (GeoLite2 and GeoIP2 City, DB-IP City), or at the top as
 * numbers or text, `lat` and `lng` or written out (IPinfo's geolocation, copies of others' tables).
 *
 * https://dev.maxmind.com/geoip/docs/databases/ https://db-ip.com/db/format/ https://ipinfo.io/developers/database-types
 */
export function databaseFacts(record: unknown): DatabaseFacts {
  const fields = fieldsOf(record);
  const traits = fieldsOf(fields["traits"]);
  const asn = firstOf(asnOf, [fields["autonomous_system_number"], traits["autonomous_system_number"], fields["asn"]]);
  const organisation = firstOf(nameOf, [
    fields["autonomous_system_organization"],
    traits["autonomous_system_organization"],
    fields["as_name"],
    // In IPinfo's ASN database; in others a `name` may be anything's.
    fields["asn"] === undefined ? undefined : fields["name"],
  ]);
  const country = firstOf(countryOf, [
    fieldsOf(fields["country"])["iso_code"],
    fields["country_code"],
    fields["country"],
  ]);
  const place = placeOf(fieldsOf(fields["location"])) ?? placeOf(fields);
  const isHosting =
    traits["user_type"] === "hosting" ||
    [fields["is_hosting_provider"], traits["is_hosting_provider"], fields["hosting"], fields["is_hosting"]].some(
      isTrue,
    );
  const isTor = [fields["is_tor_exit_node"], traits["is_tor_exit_node"], fields["tor"], fields["is_tor"]].some(isTrue);
  return {
    ...(asn === undefined ? {} : { asn }),
    ...(organisation === undefined ? {} : { organisation }),
    ...(country === undefined ? {} : { country }),
    ...(place === undefined ? {} : { place }),
    ...(isHosting ? { hosting: true } : {}),
    ...(isTor ? { tor: true } : {}),
  };
}

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

function firstOf<Value>(read: (value: unknown) => Value | undefined, values: readonly unknown[]): Value | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function asnOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^(AS)?\d{1,10}$/.test(value) ? Number(value.replace("AS", "")) : value;
  return typeof number === "number" && Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : undefined;
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? printable(value.trim(), 100) : undefined;

const countryOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^[A-Z]{2}$/.test(value) ? value : undefined;

/** Coordinates of a whole country stand for its middle, with a radius of hundreds of kilometres: they are no place. */
const largestRadiusKilometres = 200;

function placeOf(fields: Fields): Place | undefined {
  const latitude = degreesOf(fields["latitude"] ?? fields["lat"], 90);
  const longitude = degreesOf(fields["longitude"] ?? fields["lng"], 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  // Zero and zero, in the Gulf of Guinea, is what tables have where they know nothing.
  if (latitude === 0 && longitude === 0) return undefined;
  return Number(fields["accuracy_radius"]) > largestRadiusKilometres ? undefined : { latitude, longitude };
}

function degreesOf(value: unknown, most: number): number | undefined {
  const degrees = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof degrees === "number" && Math.abs(degrees) <= most ? degrees : undefined;
}

const isTrue = (value: unknown): boolean => value === true || value === "true";
