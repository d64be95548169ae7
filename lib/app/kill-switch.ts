export type KillSwitchState = "engaged" | "released";

/** How the switch stands, and who set it, when and why, as far as that is stored. */
export interface KillSwitchSetting {
  readonly state: KillSwitchState;
  readonly setBy: string | undefined;
  /** ISO 8601 with milliseconds. */
  readonly setAt: string | undefined;
  readonly why: string | undefined;
}

/**
 * The one switch that stops every change to an identity. Playbooks read it before each change.
 * A switch that was never set is released; one that is stored but makes no sense counts as engaged;
 * a store that cannot be read throws, and who asked must then change nothing.
 */
export interface KillSwitch {
  read(): Promise<KillSwitchState>;
  /** The same with who set it. */
  setting(): Promise<KillSwitchSetting>;
  /**
   * `by` names the person or the alarm that set it, and `why` says why; both are kept beside the switch, cut to 200
   * printable characters. One write that asks nothing first, so that engaging never waits.
   */
  set(engaged: boolean, by: string, why?: string): Promise<void>;
}

const longest = 200;

/** What is kept of a name or a reason: printable ASCII, at most 200 characters. */
export const keptText = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, longest);
