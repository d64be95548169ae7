import type { IdentityInventory } from "../../../lib/domain/inventory/identity-inventory.ts";

/** What IAM showed of a user with nothing in particular. */
export const madeInventory = (bent: Partial<IdentityInventory> = {}): IdentityInventory => ({
  identityKey: "arn:aws:iam::111122223333:user/worker",
  kind: "user",
  createdMs: Date.UTC(2024, 0, 1),
  readAtMs: Date.UTC(2026, 2, 2),
  keys: [],
  hasPassword: false,
  hasMfa: false,
  roleLastUsedMs: undefined,
  tags: [],
  isProtected: false,
  administrator: { level: "none-found", by: "", ways: 0 },
  granted: { isAll: false, names: [], count: 0 },
  mayAssume: { roles: 0, names: [], underConditions: 0, otherAccounts: [], anyAccount: false },
  takers: undefined,
  trustedBy: undefined,
  unclear: [],
  ...bent,
});
