import { playbookNames } from "../../lib/domain/response/decision.ts";
import { injected } from "./failure-proof.ts";
import { handProofs } from "./hand/hand-proofs.ts";

const always = [
  "IAM's delay until a change is enforced (covered by test/infra/playbooks, in the simulated account)",
  "a quiet queue, where Lambda may collect for up to 20 s (docs/architecture.md)",
  "service control policies, and with them the guard policy (covered by test/policies)",
];

/** What a green run does not show of the deployed playbooks, and what shows it instead. */
export function notInTheEmulator(): readonly string[] {
  const run: readonly string[] = [...injected, ...handProofs.map(({ playbook }) => playbook)];
  const left = playbookNames.filter((name) => !run.includes(name));
  const runs =
    left.length === 0 ? [] : [`runs of ${left.join(", ")} (covered by test/infra/playbooks, in the interpreter)`];
  const ofOne = handProofs.flatMap(({ playbook, not }) => (not === undefined ? [] : [`of ${playbook}: ${not}`]));
  return [...runs, ...ofOne, ...always].map((line) => `not in the emulator: ${line}`);
}
