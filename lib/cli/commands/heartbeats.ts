import { findMissedHeartbeats, type HeartbeatSweep } from "../../app/find-missed-heartbeats.ts";
import { printable } from "../../domain/event/printable.ts";
import { jsonLine, placeHelp, placeOptions, withStores } from "../cases/place.ts";
import { readAt } from "../cases/times.ts";
import type { Command, ExitCode } from "../command.ts";
import { aligned, counted, time } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = { ...placeOptions, at: { type: "string" } } as const;

const help = `nhi heartbeats

Lists identities that were active at the same hours of the week in nearly all weeks and have fallen silent:
a job, an agent or a schedule that stopped, or a credential that no longer works. It changes nothing, and
silence is no evidence against an identity. The deployed warden looks once an hour and tells each silence once.

  --at TIME       silences as they stand at another time: 2027-01-31T18:00:00Z, or 1d for a day ago;
                  what was learned since then is not undone
${placeHelp}

The exit code is 0.`;

/** `nhi heartbeats` */
export const heartbeatsCommand: Command = {
  name: "heartbeats",
  summary: "list the identities that were active regularly and have fallen silent",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("heartbeats", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    if (positionals.length > 0) {
      throw new UsageError(
        `heartbeats takes options only, not ${printable(positionals[0] as string, 60)}; for one identity: nhi explain`,
      );
    }
    return withStores(values, world, async ({ standings, nowMs }): Promise<ExitCode> => {
      const atMs = values.at === undefined ? nowMs() : readAt(values.at, nowMs());
      const sweep = await findMissedHeartbeats(standings, atMs);
      world.stdout.write(values.json ? jsonLine({ format: "nhi-heartbeats/1", ...sweep }) : renderHeartbeats(sweep));
      return 0;
    });
  },
};

function renderHeartbeats({ identities, silent, unheardAccounts, unreadable }: HeartbeatSweep): string {
  const rows = silent.map(({ lastActiveMs, missed, kind, identityKey }) => [
    time(lastActiveMs).slice(0, 16),
    missed,
    kind,
    printable(identityKey, 200),
  ]);
  const table =
    rows.length === 0 ? [] : ["", ...aligned([["last active (UTC)", "missed", "kind", "identity"], ...rows], [])];
  const lines = [
    `${counted(silent.length, "identity", "identities")} of ${identities} fell silent`,
    ...table,
    ...unheardAccounts.map(
      (account) =>
        `nothing at all is heard of account ${printable(account, 20) || "(unnamed)"}: nothing is known of its identities`,
    ),
    ...unreadable.map((key) => `the stored standing of ${printable(key, 200)} cannot be read`),
  ];
  return `${lines.join("\n")}\n`;
}
