import type { Band } from "../behaviour/band.ts";
import { readBaseline, writeBaseline } from "../behaviour/baseline-codec.ts";
import {
  finish,
  isAtEnd,
  type Reader,
  reader,
  readText,
  readU8,
  readU32,
  readVarint,
  type Writer,
  writer,
  writeText,
  writeU8,
  writeU32,
  writeVarint,
} from "../behaviour/binary.ts";
import { signalFamilies, signalKinds } from "../detection/signal.ts";
import { readAllowances, writeAllowances } from "./allowance-codec.ts";
import type { Contribution } from "./contribution.ts";
import type { Standing } from "./standing.ts";

/** Version of the layout, the first byte. A newer one is refused, so that an older handler never overwrites it. */
const layoutVersion = 1;

/** One write unit of DynamoDB is 1 KB with the item's keys: a standing up to this is of the small tier. */
export const smallTierBytes = 1_000;

export const tierOf = (bytes: Uint8Array): "small" | "large" => (bytes.length <= smallTierBytes ? "small" : "large");

const bands: readonly (Band | undefined)[] = [undefined, "frequent", "infrequent", "rare", "unseen"];

/** Reused, because a batch encodes some hundreds of standings one after another. */
const scratch = writer(16_384);

/** The stored form of a standing: a few hundred bytes for a quiet identity. Equal standings give equal bytes. */
export function encodeStanding(standing: Standing): Uint8Array {
  const to = scratch;
  to.at = 0;
  writeU8(to, layoutVersion);
  writeBaseline(to, standing.baseline);
  writeU8(to, standing.settled.length);
  for (const contribution of standing.settled) writeContribution(to, contribution);
  writeU8(to, standing.recent.length);
  for (const contribution of standing.recent) writeContribution(to, contribution);
  writeAllowances(to, standing.allowances);
  writeVarint(to, standing.ruledMs);
  return finish(to);
}

/**
 * Reads a stored standing.
 * @throws RangeError where the bytes are of a newer layout, end early, or go on after their end
 */
export function decodeStanding(bytes: Uint8Array): Standing {
  const from = reader(bytes);
  const version = readU8(from);
  if (version !== layoutVersion) {
    throw new RangeError(
      `standing has layout ${version}, this version reads ${layoutVersion}; deploy the newer version again`,
    );
  }
  const baseline = readBaseline(from);
  const settled: Contribution[] = [];
  for (let left = readU8(from); left > 0; left--) settled.push(readContribution(from));
  const recent: Contribution[] = [];
  for (let left = readU8(from); left > 0; left--) recent.push(readContribution(from));
  const allowances = readAllowances(from);
  const ruledMs = readVarint(from);
  if (!isAtEnd(from)) throw new RangeError("standing has bytes after its end; it was not written by this layout");
  return { baseline, settled, recent, allowances, ruledMs };
}

function writeContribution(to: Writer, contribution: Contribution): void {
  writeU8(to, signalFamilies.indexOf(contribution.family));
  writeU8(to, signalKinds.indexOf(contribution.kind));
  writeU8(to, bands.indexOf(contribution.band));
  writeU8(to, (contribution.deterministic ? 1 : 0) | (contribution.sensitive ? 2 : 0));
  writeVarint(to, Math.round(contribution.points * 100));
  writeVarint(to, Math.round(contribution.bits * 100));
  writeVarint(to, contribution.timeMs);
  writeU32(to, contribution.credential);
  writeText(to, contribution.eventId);
  writeText(to, contribution.observed);
  writeText(to, contribution.expected);
}

function readContribution(from: Reader): Contribution {
  const family = signalFamilies[readU8(from)];
  const kind = signalKinds[readU8(from)];
  if (family === undefined || kind === undefined)
    throw new RangeError("standing names a signal family or kind that is not known");
  const band = bands[readU8(from)];
  const flags = readU8(from);
  return {
    family,
    kind,
    band,
    deterministic: (flags & 1) !== 0,
    sensitive: (flags & 2) !== 0,
    points: readVarint(from) / 100,
    bits: readVarint(from) / 100,
    timeMs: readVarint(from),
    credential: readU32(from),
    eventId: readText(from),
    observed: readText(from),
    expected: readText(from),
  };
}
