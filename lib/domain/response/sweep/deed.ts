import type { ContainmentTarget } from "../decision.ts";
import type { Suspect } from "./suspect.ts";

/**
 * What is to be done about it: a playbook or a person stops it, a person takes it back, a person replaces what was
 * read.
 */
export const tasks = ["contain", "undo", "rotate"] as const;
export type Task = (typeof tasks)[number];

/** A credential whose calls are to be followed as well, and from when on they are the intruder's. */
export interface Lead {
  readonly suspect: Suspect;
  /** Milliseconds since 1970; 0 for what did not exist before. */
  readonly sinceMs: number;
}

/** One thing that one call made, changed or read. Every text in it is printable and bounded. */
export interface Deed {
  readonly task: Task;
  /** The sort of thing, as people call it: `access key`, `role session`, `trust policy`. */
  readonly thing: string;
  readonly name: string;
  /**
   * What a containment is started for: an access key, `AROA…:session`, or an ARN. Undefined where there is no such
   * thing.
   */
  readonly key: string | undefined;
  /** Account that the thing is in. */
  readonly accountId: string;
  /** Whom it lets in, which policy it is, and so on; "" where there is nothing to add. */
  readonly detail: string;
  /** What to do, in one clause. */
  readonly advice: string;
  readonly leads: readonly Lead[];
  /** What the narrowest playbook that stops it acts on; not there where no playbook does. */
  readonly target?: ContainmentTarget | undefined;
  /** ARN of the user or role that it is, or that it belongs to; there wherever `target` is. */
  readonly owner?: string | undefined;
}
