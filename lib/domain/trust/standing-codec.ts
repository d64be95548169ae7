import type { Band } from "../behaviour/band.ts";
import { readBaseline, writeBaseline } from "../behaviour/baseline-codec.ts";
import { type ByteReader, type ByteWriter, byteReader, byteWriter } from "../behaviour/binary.ts";
import { signalFamilies, signalKinds } from "../detection/signal.ts";
import type { Contribution } from "./contribution.ts";
import type { Standing } from "./standing.ts";

/** Version of the layout, the first byte. A newer one is refused, so that an older handler never overwrites it. */
const layoutVersion = 1;

/** One write unit of DynamoDB is 1 KB with the item's keys: a standing up to this is of the small tier. */
export const smallTierBytes = 1_000;

export const tierOf = (bytes: Uint8Array): "small" | "large" => (bytes.length <= smallTierBytes ? "small" : "large");

const bands: readonly (Band | undefined)[] = [undefined, "frequent", "infrequent", "rare", "unseen"];

/** The stored form of a standing: a few hundred bytes for a quiet identity. Equal standings give equal bytes. */
export function encodeStanding(standing: Standing): Uint8Array {
  const writer = byteWriter();
  writer.u8(layoutVersion);
  writeBaseline(writer, standing.baseline);
  const settled = standing.settled.filter((contribution) => contribution !== undefined);
  writer.u8(settled.length);
  for (const contribution of settled) writeContribution(writer, contribution);
  writer.u8(standing.recent.length);
  for (const contribution of standing.recent) writeContribution(writer, contribution);
  return writer.finish();
}

/**
 * Reads a stored standing.
 * @throws RangeError where the bytes are of a newer layout, end early, or go on after their end
 */
export function decodeStanding(bytes: Uint8Array): Standing {
  const reader = byteReader(bytes);
  const version = reader.u8();
  if (version !== layoutVersion) {
    throw new RangeError(
      `standing has layout ${version}, this version reads ${layoutVersion}; deploy the newer version again`,
    );
  }
  const baseline = readBaseline(reader);
  const settled = Array<Contribution | undefined>(signalFamilies.length).fill(undefined);
  for (let left = reader.u8(); left > 0; left--) {
    const contribution = readContribution(reader);
    settled[signalFamilies.indexOf(contribution.family)] = contribution;
  }
  const recent: Contribution[] = [];
  for (let left = reader.u8(); left > 0; left--) recent.push(readContribution(reader));
  if (!reader.atEnd()) throw new RangeError("standing has bytes after its end; it was not written by this layout");
  return { baseline, settled, recent };
}

function writeContribution(writer: ByteWriter, contribution: Contribution): void {
  writer.u8(signalFamilies.indexOf(contribution.family));
  writer.u8(signalKinds.indexOf(contribution.kind));
  writer.u8(bands.indexOf(contribution.band));
  writer.u8((contribution.deterministic ? 1 : 0) | (contribution.sensitive ? 2 : 0));
  writer.varint(Math.round(contribution.points * 100));
  writer.varint(Math.round(contribution.bits * 100));
  writer.varint(contribution.timeMs);
  writer.u32(contribution.credential);
  writer.text(contribution.eventId);
  writer.text(contribution.observed);
  writer.text(contribution.expected);
}

function readContribution(reader: ByteReader): Contribution {
  const family = signalFamilies[reader.u8()];
  const kind = signalKinds[reader.u8()];
  if (family === undefined || kind === undefined)
    throw new RangeError("standing names a signal family or kind that is not known");
  const band = bands[reader.u8()];
  const flags = reader.u8();
  return {
    family,
    kind,
    band,
    deterministic: (flags & 1) !== 0,
    sensitive: (flags & 2) !== 0,
    points: reader.varint() / 100,
    bits: reader.varint() / 100,
    timeMs: reader.varint(),
    credential: reader.u32(),
    eventId: reader.text(),
    observed: reader.text(),
    expected: reader.text(),
  };
}
