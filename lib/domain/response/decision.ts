/**
 * What the warden does about an identity, from least to most: learn only, queue it for a person, tell people,
 * ask a person to approve a containment, contain.
 */
export const responses = ["observe", "review", "alert", "ask", "contain"] as const;
export type ResponseAction = (typeof responses)[number];

export const playbookNames = ["disable-access-key", "revoke-role-sessions"] as const;
export type PlaybookName = (typeof playbookNames)[number];

/** The one credential or principal that a playbook acts on. */
export type ContainmentTarget =
  | {
      readonly playbook: "disable-access-key";
      readonly accountId: string;
      readonly userName: string;
      readonly accessKeyId: string;
    }
  | { readonly playbook: "revoke-role-sessions"; readonly accountId: string; readonly roleName: string };

/** Pure data: the shell carries it out. */
export interface Decision {
  readonly action: ResponseAction;
  /** Sentences for people: which threshold, which families, why not more. */
  readonly reasons: readonly string[];
  /** Set when the action is ask or contain. */
  readonly target: ContainmentTarget | undefined;
}
