import { createHash } from "node:crypto";
import jsonata from "jsonata";

/** Time and chance, so that an execution can be repeated exactly. */
export interface ExpressionEnvironment {
  readonly nowMs: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

const hashes: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

const formatTime = jsonata("$fromMillis($time, $picture, $timezone)");

/** Items that $range may make: Step Functions' own limit for States.ArrayRange. */
const longestRange = 1_000;

/**
 * The functions that Step Functions adds to JSONata (developer guide, "Transforming data with JSONata"),
 * and JSONata's own clock functions over the execution's clock. `$eval` is taken away, as it is there.
 */
export function jsonataFunctions({ nowMs, random }: ExpressionEnvironment): Readonly<Record<string, unknown>> {
  return {
    partition(items: readonly unknown[], size: number) {
      if (!Array.isArray(items) || !Number.isInteger(size) || size < 1) {
        throw new Error("$partition takes an array and a whole number above 0");
      }
      return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
    },
    range(start: number, end: number, step: number) {
      if (![start, end, step].every(Number.isFinite) || step === 0) {
        throw new Error("$range takes start, end and a step that is not 0");
      }
      const length = Math.max(0, Math.floor((end - start) / step) + 1);
      if (length > longestRange) throw new Error(`$range makes ${length} items; ${longestRange} are allowed`);
      return Array.from({ length }, (_, i) => start + i * step);
    },
    hash(text: unknown, algorithm: string) {
      const name = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
      if (typeof text !== "string" || name === undefined) {
        throw new Error(`$hash takes text and one of ${Object.keys(hashes).join(", ")}`);
      }
      return createHash(name).update(text).digest("hex");
    },
    /** The same seed gives the same number, though not the number that AWS's generator gives. */
    random: (seed?: number) =>
      seed === undefined ? random() : createHash("sha256").update(String(seed)).digest().readUInt32BE() / 2 ** 32,
    uuid() {
      const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    parse: (text?: string) => (text === undefined ? undefined : JSON.parse(text)),
    millis: () => nowMs(),
    now: (picture?: string, timezone?: string) => formatTime.evaluate(undefined, { time: nowMs(), picture, timezone }),
    eval() {
      throw new Error("$eval is not in Step Functions; $parse reads JSON");
    },
  };
}
