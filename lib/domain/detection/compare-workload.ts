import type { Baseline } from "../behaviour/baseline.ts";
import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { assumedByDimension, markKey } from "../behaviour/dimension.ts";
import type { Actor, IdentityKind } from "../identity/identity.ts";
import { kindIsOfThisRecord, kindIsOnlyClaimed } from "../identity/kind-evidence.ts";
import { classOf } from "../scope/name-class.ts";
import { type Comparison, compareValue } from "./comparison.ts";

/** How a workload is told from the next one of its sort. Instances and tasks come and go: one is like the other. */
const sorts: Readonly<Partial<Record<IdentityKind, "each" | "all">>> = {
  lambda: "each",
  codebuild: "each",
  eks: "each",
  "bedrock-agent": "each",
  ec2: "all",
  ecs: "all",
};
const nouns: Readonly<Partial<Record<IdentityKind, string>>> = {
  lambda: "function",
  codebuild: "build",
  eks: "pod",
  "bedrock-agent": "agent",
  ec2: "an instance",
  ecs: "a task",
};

interface Holder {
  readonly name: string;
  readonly key: number;
}

const holderOf = (name: string): Holder => ({ name, key: markKey(assumedByDimension, name) });
/** By kind and workload: actors change with every call of some identities. */
const holdersOf = new Map(
  (Object.keys(nouns) as IdentityKind[]).map((kind) => [
    kind,
    sorts[kind] === "all"
      ? boundedMemo(1, () => holderOf(`held by ${nouns[kind]}`))
      : boundedMemo(10_000, (workload) => holderOf(`held by ${nouns[kind]} ${classOf(nameOf(workload))}`)),
  ]),
);

/** The last actor that was no news: calls of one session stand together, and actors of one session are one object. */
const last: { actor: Actor | undefined; baseline: Baseline | undefined; day: number; mask: number } = {
  actor: undefined,
  baseline: undefined,
  day: -1,
  mask: 0,
};

/**
 * A credential that is shared (OWASP NHI9:2025): a workload on the identity that never held it before, beside those
 * that do. Only what AWS says of the workload counts, not what a session's name or a user agent claims.
 */
export function compareWorkload(comparison: Comparison): void {
  const { actor, baseline, day, mask } = comparison;
  const { identity, workload } = actor;
  if (last.actor === actor && last.baseline === baseline && last.day === day && last.mask === mask) return;
  const sort = sorts[identity.kind];
  if (sort === undefined || (sort === "each" && workload === undefined)) return;
  if (kindIsOnlyClaimed(identity) || kindIsOfThisRecord(identity)) return;
  const holder = holdersOf.get(identity.kind)?.(sort === "all" ? "" : (workload as string));
  if (holder === undefined) return;
  const { name, key } = holder;
  const before = comparison.signals?.length ?? 0;
  compareValue(comparison, "shared-credential", assumedByDimension, key, 1, name);
  if ((comparison.signals?.length ?? 0) !== before) return;
  last.actor = actor;
  last.baseline = baseline;
  last.day = day;
  last.mask = mask;
}

/** `shop` of a function's ARN with or without a version, `ns:sa` of a service account, else the text. */
function nameOf(workload: string): string {
  const at = workload.indexOf(":function:");
  if (at >= 0) return workload.slice(at + 10).split(":")[0] as string;
  const account = workload.indexOf("serviceaccount:");
  return account >= 0 ? workload.slice(account + 15) : workload;
}
