import { describeInventory } from "../../app/describe-inventory.ts";
import { explainStanding, findStandings } from "../../app/explain-identity.ts";
import { mostFitting } from "../../app/fitting.ts";
import { knownInventory } from "../../app/known-inventory.ts";
import { linkedCases } from "../../app/linked-cases.ts";
import { printable } from "../../domain/event/printable.ts";
import { jsonLine, placeHelp, placeOptions, withStores } from "../cases/place.ts";
import { renderExplanation } from "../cases/render-explanation.ts";
import { readAt } from "../cases/times.ts";
import type { Command, ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";

import { UsageError } from "../usage-error.ts";

const options = { ...placeOptions, at: { type: "string" }, all: { type: "boolean" } } as const;

const help = `nhi explain IDENTITY

Rebuilds the trust of an identity from what is stored, number by number: what each family of evidence takes,
by which observation, against what was expected, and how it decays. Then what the identity is known to do, in
bands (frequent: about weekly or more, infrequent: about twice a month, rare), and the days that are held back.

IDENTITY is its whole key (an ARN), its name, or a pattern with *. Only a whole key is found without reading
every identity.

  --at TIME       trust at another time: 2027-01-31T18:00:00Z, or 3d for three days ago
  --all           every value of the baseline, not only the most frequent of each band
${placeHelp}

The exit code is 0, and 2 where no identity fits, or several do.`;

/** `nhi explain` */
export const explainCommand: Command = {
  name: "explain",
  summary: "rebuild an identity's trust from its evidence, and show what it is known to do",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("explain", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [wanted, ...rest] = positionals;
    if (wanted === undefined || rest.length > 0) {
      throw new UsageError("explain takes one identity: its ARN, its name, or a pattern with *");
    }
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withStores(values, world, async (stores, policy): Promise<ExitCode> => {
      const atMs = values.at === undefined ? stores.nowMs() : readAt(values.at, stores.nowMs());
      const found = await findStandings(stores.standings, wanted);
      const [only, ...others] = found;
      if (only === undefined) {
        throw new UsageError(`no identity fits ${printable(wanted, 300)}; give its ARN, or a pattern such as *backup*`);
      }
      if (others.length > 0) {
        const names = found.slice(0, 5).map(({ identityKey }) => printable(identityKey, 200));
        const count = found.length > mostFitting ? `more than ${mostFitting}` : String(found.length);
        throw new UsageError(
          `${count} identities fit ${printable(wanted, 100)}, such as ${names.join(", ")}; give one`,
        );
      }
      const linked = await linkedCases(stores, only.identityKey, only.openCase);
      const known = await knownInventory(stores.inventories, only.identityKey);
      const inventory = known === undefined ? undefined : await describeInventory(stores.standings, known);
      const explained = explainStanding(only, policy, atMs, linked, inventory);
      world.stdout.write(
        values.json
          ? jsonLine({ format: "nhi-explanation/1", ...explained })
          : renderExplanation(explained, paint, values.all === true),
      );
      return 0;
    });
  },
};
