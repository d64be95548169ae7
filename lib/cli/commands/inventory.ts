import { describeInventory, findInventories } from "../../app/describe-inventory.ts";
import { mostFitting } from "../../app/fitting.ts";
import { printable } from "../../domain/event/printable.ts";
import type { IdentityInventory } from "../../domain/inventory/identity-inventory.ts";
import { jsonLine, placeHelp, placeOptions, withStores } from "../cases/place.ts";
import { inventoryLines, renderInventories } from "../cases/render-inventory.ts";
import type { Command, ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { WardenStores } from "../warden-stores.ts";

const help = `nhi inventory [IDENTITY]

Lists what IAM showed of the account's users and roles when it was last read, once a day: active keys and the oldest
one's age, how near each is to administrator rights, and of how many services its policies grant something. With an
identity it tells that one: keys with last use, tags, roles it may take, who may take it, and how much of what it is
granted it was seen to use. It reads the warden's table and asks IAM nothing.

IDENTITY is its whole key (an ARN), its name, or a pattern with *.

${placeHelp}

The exit code is 0, and 2 where no identity fits, or several do.`;

/** `nhi inventory` */
export const inventoryCommand: Command = {
  name: "inventory",
  summary: "keys, ages, tags and rights of identities, as IAM was last read",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("inventory", args, placeOptions);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [wanted, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError("inventory takes one identity at most: its ARN, its name, or a pattern");
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withStores(values, world, async (stores): Promise<ExitCode> => {
      const atMs = stores.nowMs();
      if (wanted === undefined) {
        const inventories: IdentityInventory[] = [];
        for await (const one of stores.inventories.all()) inventories.push(one);
        world.stdout.write(
          values.json ? jsonLine({ format: "nhi-inventories/1", inventories }) : renderInventories(inventories, atMs),
        );
        return 0;
      }
      const described = await describeInventory(stores.standings, await onlyOne(stores, wanted));
      const { identityKey } = described.inventory;
      world.stdout.write(
        values.json
          ? jsonLine({ format: "nhi-inventory/1", ...described })
          : `${[printable(identityKey, 300), ...inventoryLines(described, atMs, paint)].join("\n")}\n`,
      );
      return 0;
    });
  },
};

async function onlyOne({ inventories }: WardenStores, wanted: string): Promise<IdentityInventory> {
  const found = await findInventories(inventories, wanted);
  const [only, ...others] = found;
  const shown = printable(wanted, 200);
  if (only === undefined) {
    throw new UsageError(`the inventory has no identity that fits ${shown}; see all with: nhi inventory`);
  }
  if (others.length > 0) {
    const count = found.length > mostFitting ? `more than ${mostFitting}` : String(found.length);
    const names = found.slice(0, 5).map(({ identityKey }) => printable(identityKey, 200));
    throw new UsageError(`${count} identities fit ${shown}, such as ${names.join(", ")}; give one`);
  }
  return only;
}
