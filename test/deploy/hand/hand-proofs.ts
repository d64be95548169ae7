import { credentialProofs } from "./credential-proofs.ts";
import type { HandProof } from "./hand-proof.ts";
import { serviceProofs } from "./service-proofs.ts";
import { trustProofs } from "./trust-proofs.ts";
import { workloadProofs } from "./workload-proofs.ts";

/** Every playbook that people start and that runs in the emulator; one entry each. */
export const handProofs: readonly HandProof[] = [
  ...credentialProofs,
  ...trustProofs,
  ...workloadProofs,
  ...serviceProofs,
];
