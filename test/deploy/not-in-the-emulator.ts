/** What a green run does not show of the deployed playbooks, and what shows it instead. */
export const notInTheEmulator: readonly string[] = [
  "not in the emulator: the roles that playbooks take; it makes their calls with every right (covered by test/policies)",
  "not in the emulator: IAM's delay until a change is enforced (covered by test/infra/playbooks, in the simulated account)",
  "not in the emulator: what of SQS a quiet queue costs; Lambda may wait up to 20 s there (docs/architecture.md, Speed)",
  "not in the emulator: service control policies, so no guard policy (covered by test/policies)",
];
