import {
  type Reader,
  readText,
  readU8,
  readVarint,
  type Writer,
  writeText,
  writeU8,
  writeVarint,
} from "../behaviour/binary.ts";
import { signalKinds } from "../detection/signal.ts";
import type { Allowance, Allowed } from "./allowance.ts";

/** One byte where there are none, which is nearly always. */
export function writeAllowances(to: Writer, allowances: readonly Allowance[]): void {
  writeU8(to, allowances.length);
  for (const allowance of allowances) {
    writeText(to, allowance.caseId);
    writeText(to, allowance.owner);
    writeText(to, allowance.reason);
    writeVarint(to, allowance.grantedMs);
    writeVarint(to, allowance.fromMs);
    writeVarint(to, allowance.untilMs);
    writeU8(to, allowance.allowed.length);
    for (const { kind, observed, named } of allowance.allowed) {
      writeU8(to, signalKinds.indexOf(kind) * 2 + (named ? 1 : 0));
      writeText(to, observed);
    }
  }
}

/** @throws RangeError where a kind of signal is not known */
export function readAllowances(from: Reader): Allowance[] {
  return Array.from({ length: readU8(from) }, () => ({
    caseId: readText(from),
    owner: readText(from),
    reason: readText(from),
    grantedMs: readVarint(from),
    fromMs: readVarint(from),
    untilMs: readVarint(from),
    allowed: Array.from({ length: readU8(from) }, () => readAllowed(from)),
  }));
}

function readAllowed(from: Reader): Allowed {
  const packed = readU8(from);
  const kind = signalKinds[packed >>> 1];
  if (kind === undefined) throw new RangeError("standing allows a signal kind that is not known");
  return { kind, named: (packed & 1) !== 0, observed: readText(from) };
}
