import type { PlaybookName } from "../../../lib/domain/response/decision.ts";
import type { DeployedWarden } from "../warden.ts";

/** What a playbook is started on, made for it alone. */
export interface Subject {
  /** What `nhi contain` is given, but for `--playbook` and `--why`. */
  readonly words: readonly string[];
  /** What its service shows of it now, as text that can be compared. */
  readonly look: () => Promise<string>;
  /** Whether a text of `look` is what the playbook puts. */
  readonly isContained: (shown: string) => boolean;
  /** Calls whose answers the containment decides; none where nothing in the emulator depends on it. */
  readonly tries?: Tries;
}

export interface Tries {
  /** What is to be stopped: `ok`, or the code of the error. */
  readonly stopped: () => Promise<string>;
  /** The code with which it is refused while it is contained. */
  readonly refusal: string;
  /** Somebody else, whom it must not stop; `ok`, or the code of the error. */
  readonly other?: () => Promise<string>;
}

/** One playbook that a person starts, and what of it the emulator can show. */
export interface HandProof {
  readonly playbook: PlaybookName;
  /** How the containment is to be proven: by the policy simulator, or by reading it back. */
  readonly proof: "PROVEN" | "READ-BACK";
  /** The state of its release that takes the change back; none where nothing does. */
  readonly restore?: string;
  readonly prepare: (warden: DeployedWarden) => Promise<Subject>;
  /** What a green run does not show of it, or what only stands in for its service, for the run's output. */
  readonly not?: string;
}
