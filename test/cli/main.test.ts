import { main } from "../../lib/cli/main.ts";
import { captured } from "./small-world.ts";

const call = async (...argv: string[]) => {
  const { world, out, err } = await captured();
  return { code: await main(argv, world), out: out(), err: err() };
};

test.each([[[]], [["help"]], [["--help"]], [["-h"]]])("nhi %j lists the commands", async (argv) => {
  const { code, out, err } = await call(...argv);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^ {2}nhi replay\s+run CloudTrail logs/m);
});

test("nhi --version prints the package's version alone", async () => {
  expect((await call("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ["help", "replay"],
  ["replay", "--help"],
  ["replay", "-h"],
])("nhi %s %s explains every option", async (...argv) => {
  const { code, out } = await call(...argv);
  expect(code).toBe(0);
  for (const option of [
    "--json",
    "--since",
    "--identity",
    "--rules",
    "--policy",
    "--limit",
    "--all",
    "--quiet",
    "--no-color",
  ]) {
    expect(out).toContain(option);
  }
});

test.each([
  [["repaly"], "unknown command repaly; did you mean replay?"],
  [["help", "repla"], "unknown command repla; did you mean replay?"],
  [
    ["destroy-everything"],
    "unknown command destroy-everything; the commands are approvals, approve, cases, contain, containments, contract, demo, deny, explain, heartbeats, inventory, kill-switch, playbooks, presets, release, replay, rules, settings, sweep, verdict",
  ],
  [["--verison"], "unknown option --verison"],
  [["replay", "--polcy", "x", "y"], "unknown option --polcy; did you mean --policy?"],
  [["replay", "--frobnicate", "y"], "unknown option --frobnicate; allowed are --json, --since"],
  [["replay"], "nothing to replay; give files, folders or patterns, or - for standard input"],
  [["replay", "x", "--since"], "option '--since <value>' argument missing"],
  [["replay", "x", "--since", "yesterday"], "--since yesterday is no time; allowed are 30m, 24h, 7d"],
  [["replay", "x", "--limit", "0"], "--limit 0 is no number of records; give a whole number from 1 up"],
  [["\u001b[31mred"], "unknown command \\u{1b}[31mred;"],
])("nhi %j is one line and exit code 2", async (argv, message) => {
  const { code, out, err } = await call(...argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(`nhi: ${message}`);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("a failure of the warden itself is exit code 1 and does not blame the input", async () => {
  const { world, err } = await captured({
    loadPolicy: async () => {
      throw new Error("store\u0007 broken");
    },
  });
  expect(await main(["replay", "x"], world)).toBe(1);
  expect(err()).toBe("nhi: failed, and this is no fault of the input: store\\u{7} broken\n");
});
