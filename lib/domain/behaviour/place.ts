/** A point on earth in degrees, as precise as a database of addresses knows it. Looked up, never stored. */
export interface Place {
  /** -90 to 90. */
  readonly latitude: number;
  /** -180 to 180. */
  readonly longitude: number;
}

/** Mean radius of the earth (IUGG). */
const earthRadiusKilometres = 6_371;
const radians = Math.PI / 180;

/** Great-circle distance by the haversine formula, in kilometres: 0 to 20,015. */
export function kilometresBetween(a: Place, b: Place): number {
  const north = Math.sin(((b.latitude - a.latitude) * radians) / 2) ** 2;
  const east = Math.sin(((b.longitude - a.longitude) * radians) / 2) ** 2;
  const share = north + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * east;
  return 2 * earthRadiusKilometres * Math.asin(Math.sqrt(Math.min(1, share)));
}
