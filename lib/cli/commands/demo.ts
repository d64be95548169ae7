import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { type Mode, modes } from "../../domain/response/policy.ts";
import type { DemoReport } from "../../local/demo/demo-report.ts";
import type { DemoSettings } from "../../local/demo/run-demo.ts";
import type { Command, ExitCode } from "../command.ts";
import { createDemoScreen } from "../demo/demo-screen.ts";
import { renderOutcome } from "../demo/render-outcome.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

const options = {
  attack: { type: "string" },
  list: { type: "boolean" },
  mode: { type: "string" },
  seed: { type: "string" },
  weeks: { type: "string" },
  data: { type: "string" },
  reset: { type: "boolean" },
  fast: { type: "boolean" },
  json: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const help = `nhi demo

Runs a simulated organisation of some fifty non-human identities on this machine: learns weeks of their
behaviour, lets an intruder take one of them, and shows what the warden sees, decides and does, up to the
containment and its proof. Rules, decisions, stores and playbooks are those that are deployed; DynamoDB,
Step Functions and IAM are stand-ins on this machine. It calls no AWS account and needs none.

  --attack NAME   what happens: stolen-access-key if it is left out
  --list          name the attacks and stop
  --mode MODE     observe: only tell. ask: wait for a person. enforce: contain alone (the default here)
  --seed NUMBER   another organisation; the same number gives the same demo (1)
  --weeks NUMBER  weeks of behaviour to learn, 1 to 26 (5)
  --data FOLDER   keep table and accounts there; the next run goes on a day later
  --reset         throw away what that folder keeps, and begin anew
  --fast          less to learn, and no pauses to read along
  --json          print one JSON object on standard output, and nothing else there
  --no-color      no colours; the variable NO_COLOR does the same

The exit code is 0 where the containment was proven (in modes observe and ask: where nothing was changed),
1 where it was not, and 2 for a call or a data folder that cannot be used.`;

const fastDensity = 0.15;

/** `nhi demo` */
export const demoCommand: Command = {
  name: "demo",
  summary: "watch a simulated organisation being attacked, and the warden containing it",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("demo", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    if (positionals.length > 0) {
      throw new UsageError(`demo takes no ${printable(positionals[0] ?? "", 60)}; name an attack with --attack NAME`);
    }
    // Loaded here, because the stand-ins for AWS take half a second that no other command should pay.
    const [{ runDemo }, { DemoRefusedError }, { attackCatalogue }] = await Promise.all([
      import("../../local/demo/run-demo.ts"),
      import("../../local/demo/demo-refused-error.ts"),
      import("../../local/organisation/attacks/catalogue.ts"),
    ]);
    if (values.list) {
      const { describeAttacks } = await import("../../local/demo/describe-attacks.ts");
      for (const { name, story } of describeAttacks()) world.stdout.write(`${name}\n    ${story}\n`);
      return 0;
    }
    const settings: DemoSettings = {
      attack: readAttack(values.attack, Object.keys(attackCatalogue)),
      mode: readMode(values.mode),
      ...(values.seed === undefined ? {} : { seed: readWhole("seed", values.seed, 0, 999_999_999) }),
      ...(values.weeks === undefined ? {} : { weeks: readWhole("weeks", values.weeks, 1, 26) }),
      ...(values.fast ? { density: fastDensity } : {}),
      ...(values.data === undefined ? {} : { dataFolder: resolve(world.cwd, values.data) }),
      reset: values.reset === true,
    };
    if (values.reset && values.data === undefined) {
      throw new UsageError("--reset is about a data folder; name it with --data FOLDER");
    }
    const { playbookDefinitions } = world;
    if (playbookDefinitions === undefined) throw new Error("this nhi was started without its playbooks' definitions");
    const { rules, problems } = await world.loadRules(world.builtInRules);
    for (const problem of problems) world.stderr.write(`${printable(problem, 1000)}\n`);

    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    const paced = world.stdout.isTerminal && !values.fast;
    const pause = async (ms: number) => (paced ? sleep(ms) : undefined);
    const screen = createDemoScreen({ output: world.stdout, paint, nowMs: world.nowMs, pause });
    const tell = values.json ? () => {} : screen.tell;
    try {
      const report = await runDemo(settings, { rules, playbookDefinitions, nowMs: world.nowMs, tell });
      if (values.json) world.stdout.write(`${JSON.stringify(report, undefinedAsNull)}\n`);
      else {
        screen.finish();
        world.stdout.write(renderOutcome(report, paint));
      }
      return exitCode(report, world);
    } catch (error) {
      if (error instanceof DemoRefusedError) throw new UsageError(error.message);
      throw error;
    }
  },
};

/** Keys stay where there is no value. */
const undefinedAsNull = (_key: string, value: unknown) => (value === undefined ? null : value);

const exitCode = ({ mode, proof, attack }: DemoReport, world: World): ExitCode => {
  const good = mode === "enforce" ? proof.proven : attack.changes.length === 0 && proof.collateral.length === 0;
  if (good) return 0;
  const told = attack.alerts.length > 0 ? "people were alerted" : "nobody was alerted";
  world.stderr.write(
    `nhi: demo: the containment was not proven: ${printable(proof.why ?? "something was changed", 300)}; ${told}\n`,
  );
  return 1;
};

const readAttack = (name: string | undefined, known: readonly string[]): string => {
  if (name === undefined) return "stolen-access-key";
  if (known.includes(name)) return name;
  const meant = nearestName(name, known);
  const hint = meant ? `did you mean ${meant}?` : `there are ${known.join(", ")}`;
  throw new UsageError(`--attack ${printable(name, 60)} is not known; ${hint}`);
};

const readMode = (mode: string | undefined): Mode => {
  if (mode === undefined) return "enforce";
  const known = modes.find((one) => one === mode);
  if (known !== undefined) return known;
  throw new UsageError(`--mode ${printable(mode, 40)} is not known; the modes are ${modes.join(", ")}`);
};

const readWhole = (name: string, text: string, least: number, most: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${printable(text, 40)} is not allowed; give a whole number from ${least} to ${most}`);
};
