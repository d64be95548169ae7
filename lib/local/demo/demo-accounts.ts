import type { AccountExport } from "../account/account-export.ts";
import { createSimulatedAccount, type SimulatedAccount } from "../account/simulated-account.ts";
import { securityTooling } from "../organisation/accounts.ts";
import { accountSeed, withSessions } from "./account-seed.ts";
import type { DemoPlan } from "./plan-demo.ts";
import { stolenSessions } from "./stolen-session.ts";

export interface DemoAccounts {
  readonly all: readonly SimulatedAccount[];
  /** The account that the warden lives in. */
  readonly home: SimulatedAccount;
  readonly attacked: SimulatedAccount;
  /** Keys that are Inactive: what an earlier run contained, nobody can use in this one. */
  readonly inactiveKeys: ReadonlySet<string>;
}

/** The organisation's accounts as they stand before the attack: new, or as an earlier run left them. */
export function demoAccounts(
  { organisation, scenario, steps, attackMs }: DemoPlan,
  held: readonly AccountExport[] = [],
): DemoAccounts {
  const sessions = stolenSessions(steps);
  const all = organisation.accounts.map(({ accountId }) => {
    const base = held.find((one) => one.accountId === accountId) ?? accountSeed(organisation, accountId, attackMs);
    const restore = accountId === scenario.accountId ? withSessions(base, sessions) : base;
    return createSimulatedAccount({ accountId, restore });
  });
  const named = (wanted: string) => {
    const account = all.find(({ accountId }) => accountId === wanted);
    if (account === undefined) throw new Error(`the organisation has no account ${wanted}`);
    return account;
  };
  return {
    all,
    home: named(securityTooling.accountId),
    attacked: named(scenario.accountId),
    inactiveKeys: new Set(all.flatMap(inactiveKeysOf)),
  };
}

const inactiveKeysOf = (account: SimulatedAccount): readonly string[] =>
  [...account.state().users.values()].flatMap(({ accessKeys }) =>
    accessKeys.filter(({ status }) => status === "Inactive").map(({ accessKeyId }) => accessKeyId),
  );
