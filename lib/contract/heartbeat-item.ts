/** Items of silences that people were told of: pk `HEARTBEAT#<identity>`, sk `HEARTBEAT`. The table forgets them. */
export const heartbeatKeys = {
  pkPrefix: "HEARTBEAT#",
  pk: (identityKey: string) => `HEARTBEAT#${identityKey}`,
  sk: "HEARTBEAT",
} as const;

/** Number: when the identity was last active before the silence, milliseconds since 1970. */
export const heartbeatSince = "since";
