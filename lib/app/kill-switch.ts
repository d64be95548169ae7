export type KillSwitchState = "engaged" | "released";

/**
 * The one switch that stops every change to an identity. Playbooks read it before each change.
 * A switch that was never set is released; one that is stored but makes no sense counts as engaged;
 * a store that cannot be read throws, and who asked must then change nothing.
 */
export interface KillSwitch {
  read(): Promise<KillSwitchState>;
  /** `by` names the person or the alarm that set it; it is kept beside the switch, cut to 200 printable characters. */
  set(engaged: boolean, by: string): Promise<void>;
}
