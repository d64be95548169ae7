import { readFileSync } from "node:fs";

/** The last few different warnings and errors in the emulator's log; those of the functions are among them. */
export function troublesInLog(logFile: string): readonly string[] {
  const troubles = readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => /^\S+ \S+ (WARNING|ERROR) |^\w*(Error|Exception): /.test(line) && !/hypercorn|\[kms\]/.test(line))
    .map((line) => line.replace(/^\d\S+ \S+ /, "").slice(0, 400));
  return [...new Set(troubles)].slice(-6);
}
