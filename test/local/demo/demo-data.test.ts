import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DemoSettings } from "../../../lib/local/demo/run-demo.ts";
import { smallDemo } from "./small-demo.ts";

// A whole demo in each: a second or two, and several where other tests run beside it.
jest.setTimeout(60_000);

/** What one run of one week left; tests that begin with such a folder copy it. */
let finished: string;
beforeAll(async () => {
  finished = await mkdtemp(join(tmpdir(), "demo-data-finished-"));
  await smallDemo({ dataFolder: join(finished, "data"), seed: 1, weeks: 1 });
});
afterAll(() => rm(finished, { recursive: true, force: true }));
const aFinishedRun = () => cp(join(finished, "data"), join(folder, "data"), { recursive: true });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-data-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inFolder = (settings: Partial<DemoSettings> = {}) =>
  smallDemo({ dataFolder: join(folder, "data"), seed: 1, ...settings });
const stateOf = async () => JSON.parse(await readFile(join(folder, "data", "demo.json"), "utf8")) as { runs?: number };

test("a second run goes on a day later, and finds the key still Inactive", async () => {
  const first = (await inFolder({ weeks: 3 })).report;
  const second = (await inFolder({ weeks: 3 })).report;
  expect(second.run).toBe(2);
  expect(second.attack.startMs - first.attack.startMs).toBe(86_400_000);
  expect(second.learned.fromMs).toBeGreaterThan(first.attack.startMs);
  expect(second.learned.records).toBeLessThan(first.learned.records / 10);
  expect(second.attack.calls.map(({ verdict }) => verdict)).not.toContain("allowed");
  expect(second.attack.calls[0]?.errorCode).toBe("InvalidClientTokenId");
  expect(second.proof).toMatchObject({ proven: true, stillWorking: [] });
  expect(second.playbooks).toEqual([]);
});

test.each([
  ["seed", { seed: 2 }],
  ["weeks", { weeks: 4 }],
  ["density", { density: 0.2 }],
])("a folder with another %s is not mixed, until --reset says so", async (name, other) => {
  await aFinishedRun();
  const before = await stateOf();
  await expect(inFolder({ weeks: 1, ...other })).rejects.toThrow(
    new RegExp(`holds an organisation with ${name} .*--reset to begin anew`),
  );
  expect(await stateOf()).toEqual(before);
  const { report } = await inFolder({ weeks: 1, ...other, reset: true });
  expect(report.run).toBe(1);
});

test("a run that did not end is thrown away, and the next one says so", async () => {
  await aFinishedRun();
  const path = join(folder, "data", "demo.json");
  // No process has this number: Linux and macOS end far below it.
  await writeFile(path, JSON.stringify({ format: "nhi-demo-data/1", phase: "running", processId: 2 ** 30 }));
  const { report, events } = await inFolder({ weeks: 1 });
  expect(report.run).toBe(1);
  expect(events[0]).toEqual({ kind: "note", text: "The last run in this folder did not end; beginning anew." });
});

test("a folder that another run is using is left alone, also with --reset", async () => {
  await aFinishedRun();
  const path = join(folder, "data", "demo.json");
  const text = JSON.stringify({ format: "nhi-demo-data/1", phase: "running", processId: process.ppid });
  await writeFile(path, text);
  await expect(inFolder({ reset: true })).rejects.toThrow(`is in use by process ${process.ppid}`);
  expect(await readFile(path, "utf8")).toBe(text);
});

test.each([
  ["something else", "notes.txt", "mine", /holds something else than a demo/],
  ["a demo.json that is no demo's", "demo.json", "{}", /written by another version/],
  ["a demo.json that is no JSON", "demo.json", "hello", /written by another version/],
])("a folder with %s is refused and kept as it is, also with --reset", async (_, name, text, message) => {
  await writeFile(join(folder, name), text);
  await expect(smallDemo({ dataFolder: folder, reset: true })).rejects.toThrow(message);
  expect(await readFile(join(folder, name), "utf8")).toBe(text);
});

test("a folder that cannot be made is an error about the folder", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(smallDemo({ dataFolder: join(folder, "file", "data") })).rejects.toThrow(/cannot be made/);
});
