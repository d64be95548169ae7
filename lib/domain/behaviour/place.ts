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

/** Great-circle distance by the spherical law of cosines, in kilometres: 0 to 20,015, right to some metres. */
export function kilometresBetween(a: Place, b: Place): number {
  const [from, to] = [a.latitude * radians, b.latitude * radians];
  const east = Math.cos((b.longitude - a.longitude) * radians);
  const cosine = Math.sin(from) * Math.sin(to) + Math.cos(from) * Math.cos(to) * east;
  return earthRadiusKilometres * Math.acos(Math.max(-1, Math.min(1, cosine)));
}
