import type { ContainmentTarget } from "./decision.ts";

/** Name of the user and of the role that the daily drill contains. */
export const canaryName = "NhiWarden-Canary";

/** Who releases what a drill contained. */
export const byDrill = "drill";

export const isCanary = (target: ContainmentTarget): boolean =>
  ("userName" in target && target.userName === canaryName) || ("roleName" in target && target.roleName === canaryName);
