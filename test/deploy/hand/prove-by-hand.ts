import { isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { containWithYes, say, whenInPlace } from "../by-hand.ts";
import type { People } from "../people.ts";
import { endOf, endOfRelease } from "../playbook-runs.ts";
import type { Proofs } from "../proofs.ts";
import type { DeployedWarden } from "../warden.ts";
import type { ContainmentView } from "../warden-state.ts";
import type { HandProof, Subject } from "./hand-proof.ts";
import { failToAct, failToRelease } from "./prove-failures.ts";

/**
 * A person starts the playbook, others agree, and its state machine runs in the emulator with its own roles: what its
 * service shows, the record, the notice; then the release, after which everything is as before, or which says why not.
 * Besides, its service fails in the act and in the release. `inTurn` is for what keeps the machine busy; the minute for
 * which a playbook holds is spent beside the others.
 */
export async function proveByHand(
  warden: DeployedWarden,
  people: People,
  one: HandProof,
  inTurn: InTurn,
  proofs: Proofs,
): Promise<void> {
  const { subject, before, id } = await inTurn(() => start(warden, people, one, proofs));
  const contained = await endOf(warden, one.playbook, id);
  proofs.check(
    "it held for a minute, and the record says so",
    contained.outcome === "contained" && contained.proof === one.proof && contained.beforeState.startsWith("{"),
    `${contained.outcome}, ${contained.proof}, before: ${contained.beforeState.slice(0, 300)}`,
  );
  await proveTold(warden, id, `NHI Warden: contained (${one.playbook})`, proofs);

  const { restore } = one;
  if (restore !== undefined) await failToRelease(warden, one, { ...subject, id, restore }, proofs);
  const { said } = await say(people.olivia, "release", id, "--why", "the test is over");
  const released = await endOfRelease(warden, one.playbook, id);
  const after = await subject.look();
  if (isFinal(one.playbook)) return proveFinal(released, subject.isContained(after), proofs);
  proofs.check(
    "released, it is to the letter what it was",
    released.outcome === "released" && after === before,
    `${released.outcome} by ${released.releasedBy} (${said})${after === before ? "" : `: ${after}`}`,
  );
  proveAttempts("and works as before", [await attempts(subject)], ["ok"], proofs);
  await failToAct(warden, one, { ...subject, request: contained.request }, proofs);
}

type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** From nothing to a containment that is in place. */
async function start(warden: DeployedWarden, people: People, { playbook, prepare }: HandProof, proofs: Proofs) {
  const subject = await prepare(warden);
  const before = await subject.look();
  const first = await attempts(subject);
  const words = [...subject.words, "--playbook", playbook, "--why", "the deployment test"];
  const id = await containWithYes(warden, people, words);
  await whenInPlace(warden, id);
  const shown = await subject.look();
  proofs.check(
    "its service shows the change, and did not before",
    subject.isContained(shown) && !subject.isContained(before),
    shown,
  );
  const expected = ["ok", subject.tries?.refusal ?? "ok"];
  proveAttempts("what is contained is refused, and nobody else", [first, await attempts(subject)], expected, proofs);
  return { subject, before, id };
}

function proveFinal({ outcome, state, drift }: ContainmentView, stands: boolean, proofs: Proofs): void {
  proofs.check(
    "a release says that nothing takes it back, and changes nothing",
    state === "contained" && stands && drift !== "",
    `${outcome}: ${drift}`,
  );
}

interface Attempted {
  readonly stopped: string;
  readonly other: string;
}

async function attempts({ tries }: Subject): Promise<Attempted | undefined> {
  if (tries === undefined) return undefined;
  return { stopped: await tries.stopped(), other: (await tries.other?.()) ?? "ok" };
}

/** Compares what was stopped with what was expected, one attempt after another; others have to work in all of them. */
function proveAttempts(
  what: string,
  made: readonly (Attempted | undefined)[],
  expected: readonly string[],
  proofs: Proofs,
) {
  const found = made.filter((one) => one !== undefined);
  if (found.length === 0) return;
  proofs.check(
    what,
    found.every(({ stopped, other }, at) => stopped === expected[at] && other === "ok"),
    found.map(({ stopped, other }) => `${stopped}, somebody else ${other}`).join("; then "),
  );
}

async function proveTold({ inbox }: DeployedWarden, id: string, subject: string, proofs: Proofs): Promise<void> {
  const told = (await inbox.read()).filter(({ body }) => body.includes(id)).map((message) => message.subject);
  proofs.check("the topic has told people about it", told.includes(subject), told.join(" | "));
}
