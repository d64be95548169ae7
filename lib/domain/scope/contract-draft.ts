import { parseAddressRange } from "../event/address.ts";
import {
  actionPatterns,
  agentPatterns,
  type EntryRule,
  mostPerVolume,
  peerPatterns,
  regionPatterns,
} from "./contract-fields.ts";
import { draftSchedule } from "./draft-schedule.ts";
import { asPattern, draftSection, quoted, remarks, type SeenValue } from "./draft-section.ts";
import { ownerToDo } from "./read-contract.ts";

/** What is remembered of an identity, as a draft needs it. */
export interface BaselineView {
  readonly identityKey: string;
  /** Days on which the identity was active and that are not held back, within what is remembered. */
  readonly activeDays: number;
  readonly actions: readonly SeenValue[];
  readonly networks: readonly SeenValue[];
  readonly regions: readonly SeenValue[];
  readonly agents: readonly SeenValue[];
  readonly assumedBy: readonly SeenValue[];
  readonly resourceClasses: readonly SeenValue[];
  /** By hour of the week, 0 is Monday 00:00 UTC: more than 0 where the identity was active. */
  readonly hours: readonly number[];
  /** Calls in the busiest hour; 0 where that is not known. */
  readonly busiestHour: number;
}

/** How far above its busiest hour an identity may go: counts of an hour are right within some tens of per cent. */
const roomAbove = 2;

/**
 * Writes a contract that says what an identity was seen to do, for its owner to edit: the owner is left open, and every
 * entry has the days it was seen on. What was seen only on days that are held back, and what cannot be written as an
 * entry, stands in comments. Hostile names come out escaped, never as YAML.
 */
export function draftContract(view: BaselineView): string {
  const { activeDays } = view;
  const section = (key: string, values: readonly SeenValue[], rule: EntryRule) =>
    draftSection(key, values, (name) => (rule.isAllowed(asPattern(name)) ? asPattern(name) : undefined), activeDays);
  const lines = [
    `# Drafted from ${activeDays} active ${activeDays === 1 ? "day" : "days"}. This is what the identity did, which is not yet what it is meant to do:`,
    "# take away what should not be, widen what may vary, name the owner. A key that is left out says nothing.",
    `identity: ${quoted(view.identityKey)}`,
    `owner: ${ownerToDo}`,
    "# expires: 2027-01-31",
    ...section("actions", view.actions, actionPatterns),
    ...section("regions", view.regions, regionPatterns),
    ...draftSection("networks", view.networks.filter(isKnown), networkEntry, activeDays),
    ...draftSchedule(view.hours, activeDays),
    ...draftPeers(view.assumedBy, activeDays),
    ...draftVolume(view.busiestHour),
    ...section("agents", view.agents, agentPatterns),
    ...remarks("resources", view.resourceClasses, "names or ARNs that it may touch; seen were"),
    "# dataCategories: []  names of categories whose data it may touch",
  ];
  return `${lines.join("\n")}\n`;
}

/** An unknown network or maker never violates anything, so there is nothing to allow. */
const isKnown = ({ name }: SeenValue): boolean => !name.startsWith("unknown");

/** Blocks and words as they were seen; any AWS service is one entry. */
function networkEntry(name: string): string | undefined {
  if (name.startsWith("service:")) return "aws-service";
  if (name === "private" || name === "own" || /^vpce-[0-9a-f]{8,32}$/.test(name)) return name;
  return parseAddressRange(name) === undefined ? undefined : name;
}

/** A maker is remembered with the subject it stood for: `arn:aws:iam::…:oidc-provider/… as repo:…`. */
function draftPeers(assumedBy: readonly SeenValue[], activeDays: number): readonly string[] {
  const keyOf = (name: string): string | undefined => {
    const key = asPattern(name).split(" as ", 1)[0] as string;
    return peerPatterns.isAllowed(key) ? key : undefined;
  };
  const lines = draftSection("assumedBy", assumedBy.filter(isKnown), keyOf, activeDays, "  ");
  return lines.length === 0 ? [] : [lines[0] === "  assumedBy:" ? "peers:" : "# peers:", ...lines];
}

function draftVolume(busiestHour: number): readonly string[] {
  if (!(busiestHour > 0 && busiestHour * roomAbove <= mostPerVolume)) return [];
  const calls = Math.round(busiestHour);
  return [
    "volume:",
    `  callsPerHour: ${Math.ceil(busiestHour * roomAbove)}  # ${roomAbove} times its busiest hour, about ${calls} calls`,
  ];
}
