import type { Dirent, Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { firstEventTime } from "./first-event-time.ts";
import { globBase, globExpression, isGlob } from "./glob-pattern.ts";

/** One input file. */
export interface LogFile {
  /** As people are shown it: under the path that they gave. */
  readonly path: string;
  readonly bytes: number;
  /** True where it was named itself or by a pattern, false where a folder held it. */
  readonly named: boolean;
  /** When its first event happened, where that is cheap to tell. */
  readonly firstEventMs: number | undefined;
}

/** Something that keeps input from being read: where, what, and what to do about it. */
export interface PathProblem {
  readonly place: string;
  readonly what: string;
  readonly remedy: string;
}

export interface LogPaths {
  /** Each file once, in the order of first event times; after them, by name, those that do not tell theirs. */
  readonly files: readonly LogFile[];
  readonly problems: readonly PathProblem[];
  /** Files inside folders whose names are no log's; they are not read. */
  readonly passedOver: readonly string[];
}

/** The part of the file system that finding needs; a test may put a failing one in its place. */
export interface Folders {
  stat(path: string): Promise<Pick<Stats, "isFile" | "isDirectory" | "isFIFO" | "size">>;
  readdir(path: string): Promise<readonly Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">[]>;
  firstEventTime(path: string): Promise<number | undefined>;
}

/** The real file system. */
export const nodeFolders: Folders = {
  stat,
  readdir: (path) => readdir(path, { withFileTypes: true }),
  firstEventTime,
};

const logName = /\.(json|jsonl|ndjson|log|txt|gz)$/i;

/**
 * Finds the files that the given paths mean: a file, a folder with everything under it, or a pattern (`*`, `**`, `?`).
 * Inside folders only `.json`, `.jsonl`, `.ndjson`, `.log`, `.txt` and `.gz` files are taken; links to folders are not
 * followed. Never throws: what cannot be reached is a problem, and the rest is still found.
 */
export const findLogs = async (paths: readonly string[], cwd: string, folders = nodeFolders): Promise<LogPaths> => {
  const files = new Map<string, LogFile>();
  const problems: PathProblem[] = [];
  const passedOver: string[] = [];

  const add = async (path: string, named: boolean) => {
    const absolute = resolve(cwd, path);
    const known = files.get(absolute);
    if (known) {
      if (named && !known.named) files.set(absolute, { ...known, named });
      return;
    }
    const found = await attempt(path, () => folders.stat(absolute));
    if (!found) return;
    if (!found.isFile() && !(named && found.isFIFO())) {
      problems.push({
        place: path,
        what: "is neither a file nor a folder",
        remedy: "give a file, a folder, or - for standard input",
      });
      return;
    }
    const firstEventMs = found.isFile() ? await folders.firstEventTime(absolute) : undefined;
    files.set(absolute, { path, bytes: found.size, named, firstEventMs });
  };

  const attempt = async <T>(path: string, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      problems.push(pathProblem(path, error));
      return undefined;
    }
  };

  const walk = async (folder: string, wanted: (path: string) => boolean, named: boolean): Promise<number> => {
    const entries = await attempt(folder, () => folders.readdir(resolve(cwd, folder)));
    let count = 0;
    for (const entry of [...(entries ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) count += await walk(path, wanted, named);
      else if (!wanted(path)) {
        if (!named) passedOver.push(path);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        count++;
        await add(path, named);
      } else if (!named) passedOver.push(path);
    }
    return count;
  };

  for (const path of paths) {
    const found = isGlob(path)
      ? await folders.stat(resolve(cwd, path)).catch(() => undefined)
      : await attempt(path, () => folders.stat(resolve(cwd, path)));
    if (!found && !isGlob(path)) continue;
    const before = problems.length;
    if (!found) {
      const expression = globExpression(join(path));
      const count = await walk(globBase(path), (candidate) => expression.test(candidate), true);
      if (count === 0 && problems.length === before)
        problems.push({ place: path, what: "matches no file", remedy: "check the pattern; ** reaches into folders" });
    } else if (found.isDirectory()) {
      const count = await walk(path, (candidate) => logName.test(candidate), false);
      if (count === 0 && problems.length === before)
        problems.push({
          place: path,
          what: "holds no log file",
          remedy: "give a folder with .json, .jsonl, .ndjson, .log, .txt or .gz files, or name a file itself",
        });
    } else await add(path, true);
  }
  return { files: [...files.values()].sort(inOrder), problems, passedOver };
};

const inOrder = (a: LogFile, b: LogFile) =>
  (a.firstEventMs ?? Number.POSITIVE_INFINITY) - (b.firstEventMs ?? Number.POSITIVE_INFINITY) ||
  (a.path < b.path ? -1 : 1);

const explained: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ["does not exist", "check the path"],
  ENOTDIR: ["does not exist: a part of the path is a file, not a folder", "check the path"],
  EACCES: ["may not be read by this user", "give this user the right to read it, or copy it to where it may be read"],
  EPERM: ["may not be read by this user", "give this user the right to read it, or copy it to where it may be read"],
  EISDIR: ["is a folder", "give the folder itself to read everything in it"],
  ELOOP: ["is a link that leads back to itself", "give the file that it should lead to"],
  EMFILE: ["cannot be opened: too many files are open", "raise the limit with ulimit -n"],
  ENAMETOOLONG: ["is too long for a path", "check the path"],
};

/** What an error of the file system means to the person who gave the path. */
export const pathProblem = (place: string, error: unknown): PathProblem => {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const [what, remedy] = explained[code] ?? [
    `cannot be read (${code || message})`,
    "check the file and its disk, then run again",
  ];
  return { place, what, remedy };
};
