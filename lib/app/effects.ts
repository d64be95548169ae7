import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { Alert } from "./ports.ts";

/** What was done already in this batch, so that another attempt does none of it again. */
export interface Effects {
  readonly sent: Map<string, Alert>;
  readonly started: Map<string, ContainmentRequest>;
}
