import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  historyLength,
  type RuleSet,
  type RuleSetWrite,
  type RuleStore,
  requireStorable,
  ruleStates,
} from "../../app/rule-store.ts";

const format = "nhi-pushed-rules/1";
const noRules: RuleSet = { version: 0, rules: [] };
const versionFile = /^(\d{10})\.json$/;

/**
 * Pushed rules in a folder: one JSON file a version, with its texts. A version is written beside and then linked under
 * its number, which only one writer can do; readers never see half of one. The folder is made by the first write.
 */
export function fileRules(folder: string): RuleStore {
  const pathOf = (version: number) => join(folder, `${String(version).padStart(10, "0")}.json`);

  const versions = async (): Promise<readonly number[]> => {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const numbers = names.flatMap((name) => Number(versionFile.exec(name)?.[1] ?? []));
    return numbers.filter((number) => number > 0).sort((a, b) => b - a);
  };

  const read = async (version: number): Promise<RuleSetWrite> => {
    const path = pathOf(version);
    const text = await readFile(path, "utf8");
    try {
      const value: unknown = JSON.parse(text);
      if (isWrite(value) && value.expectedVersion === version - 1) return { ...value, restored: value.restored };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new Error(`${path} is no version of pushed rules. Restore the file, or remove it to go back a version.`);
  };

  const setAt = async (version: number): Promise<RuleSet> => ({ version, rules: (await read(version)).rules });

  return {
    async load() {
      const [newest] = await versions();
      return newest === undefined ? noRules : setAt(newest);
    },

    async loadVersion(version) {
      if (version === 0) return noRules;
      return (await versions()).includes(version) ? setAt(version) : undefined;
    },

    async save(write) {
      requireStorable(write.rules);
      const [newest = 0] = await versions();
      if (newest !== write.expectedVersion) return false;
      await mkdir(folder, { recursive: true });
      const draft = join(folder, `${randomUUID()}.tmp`);
      try {
        await writeFile(draft, JSON.stringify({ format, ...write }, undefined, 2));
        await link(draft, pathOf(write.expectedVersion + 1));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
    },

    async history() {
      const newest = (await versions()).slice(0, historyLength);
      const writes = await Promise.all(newest.map(read));
      return writes.map(({ expectedVersion, changedBy, changedAtMs, change, restored }) => {
        return { version: expectedVersion + 1, changedBy, changedAtMs, change, restored };
      });
    },
  };
}

function isWrite(value: unknown): value is RuleSetWrite {
  const write = value as Partial<Record<keyof RuleSetWrite | "format", unknown>> | null;
  return (
    typeof write === "object" &&
    write?.format === format &&
    typeof write.expectedVersion === "number" &&
    typeof write.changedBy === "string" &&
    typeof write.changedAtMs === "number" &&
    typeof write.change === "string" &&
    (write.restored === undefined || typeof write.restored === "number") &&
    Array.isArray(write.rules) &&
    write.rules.every(isRule)
  );
}

function isRule(value: unknown): boolean {
  const rule = value as Readonly<Record<string, unknown>> | null;
  return (
    typeof rule === "object" &&
    typeof rule?.["file"] === "string" &&
    typeof rule["text"] === "string" &&
    typeof rule["pushedBy"] === "string" &&
    typeof rule["pushedAtMs"] === "number" &&
    ruleStates.some((state) => state === rule["state"])
  );
}
