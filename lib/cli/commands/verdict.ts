import { setTimeout as sleep } from "node:timers/promises";
import { giveVerdict } from "../../app/give-verdict.ts";
import { takeVerdictBack } from "../../app/take-verdict-back.ts";
import { VerdictRefusedError } from "../../app/verdict-refused-error.ts";
import { printable } from "../../domain/event/printable.ts";
import { type VerdictKind, verdictKinds } from "../../domain/response/case.ts";
import { jsonLine, placeHelp, placeOptions, withStores } from "../cases/place.ts";
import { renderVerdict } from "../cases/render-verdict.ts";
import { readUntil } from "../cases/times.ts";
import type { Command, ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = {
  ...placeOptions,
  owner: { type: "string" },
  reason: { type: "string" },
  until: { type: "string" },
  include: { type: "string", multiple: true },
  undo: { type: "boolean" },
} as const;

const help = `nhi verdict CASE expected|benign|abuse --owner NAME --reason TEXT
nhi verdict CASE --undo --owner NAME --reason TEXT

Closes a case with a person's verdict.

  expected   it belongs to the identity's work: until a date these signals take nothing from trust, and the
             days that were held back because of them are learned
  benign     it was harmless, this once: its evidence no longer counts, and nothing is learned from it
  abuse      it was an attack: its evidence stays, its days are forgotten for good

  --owner NAME    the person or team who answers for the verdict
  --reason TEXT   one sentence for the next reviewer
  --until TIME    for expected: 90d, 2027-01-31 or 2027-01-31T18:00:00Z; at most 400 days ahead
  --include TEXT  a fact, another service's finding or a sensitive rule (rule ID) that is meant too; they are
                  never exempt unless they are named. May be given several times
  --undo          take the last verdict on the case back, and open it again
${placeHelp}

The exit code is 0, and 2 where the verdict cannot be given or taken back; the reason is told.`;

/** `nhi verdict` */
export const verdictCommand: Command = {
  name: "verdict",
  summary: "close a case as expected, benign or abuse, or take that back",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("verdict", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [caseId, said, ...rest] = positionals;
    if (caseId === undefined) throw new UsageError("which case? list the open ones with: nhi cases");
    if (rest.length > 0) throw new UsageError(`verdict takes no ${printable(rest[0] as string, 60)}`);
    const by = { owner: values.owner ?? "", reason: values.reason ?? "" };
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    if (values.undo && (said !== undefined || values.until !== undefined || values.include !== undefined)) {
      throw new UsageError(
        "--undo takes the verdict back as it was given; leave out the verdict, --until and --include",
      );
    }
    const kind = values.undo ? undefined : readKind(said);
    return withStores(values, world, async (stores, policy): Promise<ExitCode> => {
      const nowMs = stores.nowMs();
      const parts = { ...stores, policy, pause: (attempt: number) => sleep(10 * attempt) };
      try {
        if (kind === undefined) {
          const taken = await takeVerdictBack(parts, caseId, by, nowMs);
          const back = taken.state === "open" ? "is open again" : "has ended unruled again";
          const how = taken.exact ? "everything is as it was" : "what was learned since stays";
          world.stdout.write(
            values.json ? jsonLine({ format: "nhi-verdict-undo/1", ...taken }) : `${caseId} ${back}; ${how}.\n`,
          );
          return 0;
        }
        const untilMs = values.until === undefined ? undefined : readUntil(values.until, nowMs);
        const given = await giveVerdict(parts, caseId, { kind, ...by, untilMs, named: values.include ?? [] }, nowMs);
        world.stdout.write(values.json ? jsonLine({ format: "nhi-verdict/1", ...given }) : renderVerdict(given, paint));
        return 0;
      } catch (error) {
        if (error instanceof VerdictRefusedError) throw new UsageError(error.message);
        throw error;
      }
    });
  },
};

const readKind = (said: string | undefined): VerdictKind => {
  const kind = verdictKinds.find((known) => known === said);
  if (kind !== undefined) return kind;
  const given = said === undefined ? "a verdict is missing" : `${printable(said, 40)} is no verdict`;
  throw new UsageError(`${given}; the verdicts are ${verdictKinds.join(", ")}`);
};
