import { printable } from "../../domain/event/printable.ts";

/** A file of network facts that cannot be used: which file, what is wrong with it, and what to do. */
export class NetworkFileError extends Error {
  /** @param file path or address of the file */
  constructor(file: string, what: string, remedy: string) {
    super(networkFileProblem(file, what, remedy));
    this.name = "NetworkFileError";
  }
}

/** One printable line about a file, or about a part of it. */
export const networkFileProblem = (file: string, what: string, remedy: string): string =>
  `${printable(file, 300)}: ${printable(what, 400)}. ${remedy}`;
