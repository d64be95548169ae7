/** What a green run does not show of the deployed playbooks, and what shows it instead. */
export const notInTheEmulator: readonly string[] = [
  "not in the emulator: IAM's delay until a change is enforced (covered by test/infra/playbooks, in the simulated account)",
  "not in the emulator: a quiet queue, where Lambda may collect for up to 20 s (docs/architecture.md)",
  "not in the emulator: service control policies, and with them the guard policy (covered by test/policies)",
];
