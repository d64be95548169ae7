import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SweepReport } from "../../../lib/app/sweep.ts";
import { main } from "../../../lib/cli/main.ts";
import { captured } from "../small-world.ts";

const run = async (argv: readonly string[]) => {
  const { world, out } = await captured();
  const code = await main(["sweep", ...argv], world);
  return { code, out: out() };
};
const reportOf = (out: string) => JSON.parse(out) as SweepReport;
const things = (steps: readonly { readonly thing: string; readonly name: string }[]) =>
  steps.map(({ thing, name }) => `${thing} ${name}`);

/** The sets of ../shared/cloudtrail, one attack each. */
describe("real records of attacks", () => {
  const folder = join(process.cwd(), "..", "shared", "cloudtrail", "attacks");
  const file = (name: string) => join(folder, readdirSync(folder).find((one) => one.includes(name)) as string);
  const sweep = async (name: string) => {
    const text = gunzipSync(readFileSync(file(name))).toString();
    const start = /"accessKeyId":\s*"(AKIA[A-Z0-9]{16})"/.exec(text)?.[1] as string;
    const { code, out } = await run([start, "--in", file(name), "--json"]);
    return { code, report: reportOf(out) };
  };

  test.each<[string, string[], string[]]>([
    [
      "iam-create-backdoor-role",
      ["role batch-worker-malicious-iam-role"],
      ["attached policy batch-worker-malicious-iam-role"],
    ],
    ["iam-backdoor-role", [], ["trust policy batch-worker-backdoor-r-role"]],
    ["iam-update-user-login-profile", ["console password batch-worker-update-login-profile-user"], []],
    ["lambda-backdoor-function", [], ["function's permission batch-worker-backdoor-f-func"]],
    [
      "lambda-layer-extension",
      [],
      [
        "function's code or settings arn:aws:lambda:us-east-1:712967571683:function:batch-worker-lambda-layer-simpleLambda",
      ],
    ],
    [
      "rolesanywhere-create-trust-anchor",
      [],
      [
        "trust anchor arn:aws:rolesanywhere:us-east-1:791182566784:trust-anchor/4d07f6a0-1c50-44d3-951b-b68b783daa0a",
        "Roles Anywhere profile arn:aws:rolesanywhere:us-east-1:791182566784:profile/910042eb-8463-427d-8095-6fd60ac303d9",
      ],
    ],
    [
      "organizations-leave",
      ["role session role/batch-worker-leave-org-role/aws-go-sdk-1722587398902687000 (ASIAMOWPWQJ1QHWCWJXJ)"],
      [],
    ],
    ["ec2-share-ebs-snapshot", [], ["shared snapshot or image snap-041993b54a9b3af6f"]],
    ["security-group-open-port-22", [], ["open port sg-003dc7f1f1c686164"]],
    ["cloudtrail-stop", [], [expect.stringMatching(/^trail /) as unknown as string]],
    ["ec2-steal-instance-credentials", [], ["command on instances i-786a3A8B5C0d92eF4"]],
  ])("%s: what was made is found", async (name, contain, undo) => {
    const { code, report } = await sweep(name);
    expect(code).toBe(0);
    expect(things(report.contain.slice(1))).toEqual(contain);
    expect(things(report.undo)).toEqual(undo);
  });

  test("whom a trust policy and a function let in is said", async () => {
    expect((await sweep("iam-backdoor-role")).report.undo[0]?.detail).toContain("arn:aws:iam::193672423079:root");
    expect((await sweep("lambda-backdoor-function")).report.undo[0]?.detail).toContain("*");
  });

  test("both sessions of one name are one containment", async () => {
    const [, session] = (await sweep("organizations-leave")).report.contain;
    expect(session?.credentials).toEqual(["ASIA36EV31F1RB3OA8IG", "ASIAMOWPWQJ1QHWCWJXJ"]);
  });

  test("what was read is all to be replaced", async () => {
    const { report } = await sweep("ssm-retrieve-securestring");
    expect(report.rotate).toHaveLength(42);
    expect(report.rotate.map(({ name }) => name)).toContain("/credentials/batch-worker/credentials-0");
    expect(things((await sweep("secretsmanager-batch")).report.rotate)).toEqual(["secret all that fit batchRedTeam"]);
  });

  test("open shells are named with their sessions", async () => {
    const { report } = await sweep("ssm-start-session");
    expect(report.undo).toHaveLength(3);
    expect(report.undo[0]).toMatchObject({ thing: "open shell", detail: expect.stringMatching(/^christophe-/) });
  });

  test("a shared session name brings up its own session only", async () => {
    const text = gunzipSync(readFileSync(file("organizations-leave"))).toString();
    const principal = /AROA[A-Z0-9]+:aws-go-sdk-\d+/.exec(text)?.[0] as string;
    const { out, code } = await run([principal, "--in", file("organizations-leave"), "--json"]);
    expect([code, reportOf(out).suspects.length]).toEqual([0, 1]);
  });
});
