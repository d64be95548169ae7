import type { DescribedInventory } from "../../app/describe-inventory.ts";
import type { Footprint } from "../../domain/behaviour/footprint.ts";
import { printable } from "../../domain/event/printable.ts";
import type { IdentityInventory } from "../../domain/inventory/identity-inventory.ts";
import {
  administratorText,
  asOf,
  isStale,
  keyText,
  lastRotationMs,
  mayAssumeText,
  takersText,
  unusedSince,
} from "../../domain/inventory/inventory-text.ts";
import { spanText } from "../../domain/inventory/key-age.ts";
import type { UsedServices } from "../../domain/inventory/used-services.ts";
import { listed, paragraph } from "../demo/demo-text.ts";
import { aligned, counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";

const fewServices = 24;

/** One identity's inventory, as `nhi inventory` and `nhi explain` show it. */
export function inventoryLines(
  { inventory, used, footprint }: DescribedInventory,
  atMs: number,
  paint: Paint,
): string[] {
  const { kind, keys, tags, isProtected, unclear, createdMs, readAtMs, roleLastUsedMs } = inventory;
  const use =
    kind === "user"
      ? `${known(inventory.hasPassword, "a password", "no password")}, ${known(inventory.hasMfa, "MFA", "no MFA")}`
      : roleLastUsedMs === undefined
        ? "no use known to IAM in 400 days"
        : `last used ${spanText(readAtMs - roleLastUsedMs)} before`;
  const rotated = lastRotationMs(inventory);
  return [
    `${paint("bold", "Inventory")}, ${asOf(inventory, atMs)}`,
    ...paragraph(
      `${kind} of ${spanText(readAtMs - createdMs)}, ${use}${isProtected ? ", protected by its tag" : ""}`,
      2,
    ),
    ...(keys === undefined ? ["  keys: could not be read"] : keys.map((key) => `  key ${keyText(key, readAtMs)}`)),
    ...(kind === "user" && rotated !== undefined ? [`  newest key made ${time(rotated)} UTC`] : []),
    ...(tags.length === 0 ? [] : paragraph(`tags: ${tags.map(({ key, value }) => `${key}=${value}`).join(", ")}`, 2)),
    ...[administratorText(inventory), mayAssumeText(inventory), ...takersText(inventory)].flatMap((text) =>
      paragraph(text, 2),
    ),
    ...usedLines(used),
    ...(footprint === undefined ? [] : paragraph(footprintText(footprint), 2)),
    ...unclear.flatMap((text) => paragraph(text, 2)),
  ];
}

const known = (value: boolean | undefined, yes: string, no: string): string =>
  value === undefined ? `whether it has ${yes} is not known` : value ? yes : no;

function usedLines(used: UsedServices | undefined): readonly string[] {
  if (used === undefined) return ["  The warden has not seen it act: what of its rights it uses is not known."];
  const { granted, ratio, unused, notGranted } = used;
  if (granted === undefined)
    return [`  It is granted every service and was seen to use ${counted(used.used, "service")}.`];
  const share = ratio === undefined ? "" : ` (${Math.round(100 * ratio)} %)`;
  const more = unused.length > fewServices ? [`and ${unused.length - fewServices} more`] : [];
  return [
    `  It was seen to use ${used.used} of at most ${counted(granted, "service")} that it is granted${share}.`,
    ...(unused.length === 0
      ? []
      : ["  Granted and not seen to be used:", ...listed([...unused.slice(0, fewServices), ...more], 4)]),
    ...(notGranted.length === 0
      ? []
      : ["  Seen, and granted by no policy of its own:", ...listed(notGranted.slice(0, fewServices), 4)]),
  ];
}

function footprintText(footprint: Footprint): string {
  const { services, resources, accounts, makers, workloads, callsADayAtMost, isFull } = footprint;
  const of = (value: number, one: string, many?: string) =>
    value === 0 ? [] : [`${isFull ? "at least " : ""}${counted(value, one, many)}`];
  const worked = [...of(services.length, "service"), ...of(resources, "resource"), ...of(accounts, "other account")];
  const others = [
    ...of(makers, "identity or service asked", "identities and services asked").map(
      (text) => `${text} for its sessions`,
    ),
    ...of(workloads, "workload").map((text) => `${text} held its credential`),
    ...(callsADayAtMost === 0 ? [] : [`at most about ${callsADayAtMost} calls on a usual day`]),
  ];
  const all = [`it worked with ${worked.length === 0 ? "nothing that was seen" : worked.join(", ")}`, ...others];
  return `In the last 32 days ${all.join("; ")}.`;
}

/** Everything that was read, those first that are the most worth looking at. */
export function renderInventories(inventories: readonly IdentityInventory[], atMs: number): string {
  const sorted = [...inventories].sort((a, b) => weight(b) - weight(a) || (a.identityKey < b.identityKey ? -1 : 1));
  const rows = sorted.map((one) => [
    one.kind,
    keysText(one),
    oldestText(one),
    reachText[one.administrator.level],
    grantedText(one),
    printable(one.identityKey, 200),
  ]);
  const stale = inventories.filter((one) => isStale(one, atMs)).length;
  const lines = [
    `${counted(inventories.length, "identity", "identities")} in the inventory of IAM`,
    ...(rows.length === 0
      ? ["IAM was not read yet, or not by this warden: it is read once a day, in the warden's own account."]
      : []),
    ...(rows.length === 0
      ? []
      : ["", ...aligned([["kind", "active keys", "oldest", "administrator", "services", "identity"], ...rows])]),
    ...(stale === 0
      ? []
      : [
          "",
          `${counted(stale, "entry", "entries")} older than three days: the identity was deleted, or IAM could not be read`,
        ]),
  ];
  return `${lines.join("\n")}\n`;
}

const reachText = { administrator: "yes", reaches: "reachable", perhaps: "perhaps", "none-found": "-" } as const;

function keysText({ kind, keys, readAtMs }: IdentityInventory): string {
  if (kind === "role") return "-";
  if (keys === undefined) return "not known";
  const active = keys.filter(({ isActive }) => isActive);
  const unused = active.filter((key) => unusedSince(key, readAtMs) !== undefined).length;
  return unused === 0 ? String(active.length) : `${active.length}, ${unused} unused`;
}

function oldestText({ keys = [], readAtMs }: IdentityInventory): string {
  const oldest = keys.find(({ isActive }) => isActive);
  return oldest === undefined ? "-" : spanText(readAtMs - oldest.createdMs);
}

const grantedText = ({ granted, unclear }: IdentityInventory): string =>
  granted.isAll ? "all" : `${granted.count}${unclear.length > 0 ? "?" : ""}`;

function weight({ administrator, keys = [], readAtMs }: IdentityInventory): number {
  const reach = { administrator: 4, reaches: 3, perhaps: 1, "none-found": 0 }[administrator.level];
  const unused = keys.some((key) => unusedSince(key, readAtMs) !== undefined) ? 2 : 0;
  return reach + unused + (keys.some(({ isActive }) => isActive) ? 1 : 0);
}
