import { readArguments } from "../../evaluate/arguments.ts";

test("without arguments everything is run and the page is written", () => {
  const { wanted, complete, quick, json } = readArguments([]);
  expect([...wanted]).toEqual(["sets", "simulation", "hijack", "ablation"]);
  expect({ complete, quick, json }).toEqual({ complete: true, quick: false, json: false });
});

test("a quick run leaves the ablation out and writes nothing", () => {
  const { wanted, complete } = readArguments(["--quick", "--json"]);
  expect([...wanted]).toEqual(["sets", "simulation", "hijack"]);
  expect(complete).toBe(false);
});

test("--only may be given more than once, and writes nothing", () => {
  const { wanted, complete } = readArguments(["--only", "hijack", "--only", "sets"]);
  expect([...wanted]).toEqual(["hijack", "sets"]);
  expect(complete).toBe(false);
});

test.each([[["--only"]], [["--only", "tests"]], [["--fast"]], [["sets"]]])("%j is refused with the usage", (given) => {
  expect(() => readArguments(given)).toThrow(/usage: npm run evaluate/);
});
