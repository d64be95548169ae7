import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../lib/cli/main.ts";
import type { World } from "../../../lib/cli/world.ts";
import { captured } from "../small-world.ts";

/** The text of a rule for one event name; `change` replaces or adds top-level lines. */
export const ruleText = (eventName: string, more = ""): string =>
  `title: ${eventName} seen\nlogsource:\n  product: aws\n  service: cloudtrail\n` +
  `detection:\n  call:\n    eventSource: iam.amazonaws.com\n    eventName: ${eventName}\n  condition: call\nlevel: high\n${more}`;

export const record = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventVersion: "1.08",
  eventID: "6f1b6c9e-0000-4000-8000-000000000001",
  eventSource: "iam.amazonaws.com",
  eventName: "CreateUser",
  eventTime: "2024-03-13T08:00:00Z",
  awsRegion: "us-east-1",
  recipientAccountId: "111122223333",
  userIdentity: {
    type: "IAMUser",
    arn: "arn:aws:iam::111122223333:user/ci",
    accountId: "111122223333",
    userName: "ci",
  },
  ...changes,
});

/** A working folder made before each test of the file and removed after it, and calls of `nhi rules` in it. */
export const rulesFolder = () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "nhi-rules-"));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));
  const call = async (argv: readonly string[], changes: Partial<World> = {}) => {
    const { openRuleStore } = await import("../../../lib/cli/rules/rule-store-place.ts");
    const openRules: World["openRules"] = (place) => openRuleStore(place, cwd);
    const { world, out, err } = await captured({ cwd, openRules, ...changes });
    const code = await main(["rules", ...argv], world);
    return { code, out: out(), err: err() };
  };
  return {
    path: (file: string) => join(cwd, file),
    write: (path: string, content: string | object) => {
      mkdirSync(join(cwd, path, ".."), { recursive: true });
      writeFileSync(join(cwd, path), typeof content === "string" ? content : JSON.stringify(content));
    },
    read: (path: string) => readFileSync(join(cwd, path), "utf8"),
    call,
    json: async (argv: readonly string[]) => JSON.parse((await call([...argv, "--json"])).out),
  };
};
