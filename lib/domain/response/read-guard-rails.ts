import {
  type ApprovalRule,
  defaultGuardRails,
  expiryOutcomes,
  type GuardRails,
  longestRoleSessionHours,
  roleContainments,
} from "./guard-rails.ts";
import { type Fields, readFields, readName, readNumber } from "./policy-fields.ts";
import type { Problems } from "./policy-problem.ts";

export const guardRailKeys = ["budgets", "approval", "containRolesBy", "releaseSessionsAfterHours", "production"];
const budgetKeys = ["accountAnHour", "overallAnHour"];
const approvalKeys = ["people", "peopleForIdentity", "minutes", "onExpiry"];

const budgetRange = { least: 0, most: 1_000, whole: true };
/** An execution may wait a year; a person who did not look within a week will not. */
const minutesRange = { least: 5, most: 7 * 24 * 60, whole: true };
const peopleRange = { least: 1, most: 2, whole: true };

/**
 * Reads what bounds containments; `production` is read by the caller, as every list of patterns is. What is not set has
 * its default, and every mistake is a problem, so that there is no policy with half a guard rail.
 */
export function readGuardRails(fields: Fields, production: readonly string[], problems: Problems): GuardRails {
  return {
    budgets: readBudgets(fields["budgets"], problems),
    approval: readApproval(fields["approval"], problems),
    containRolesBy:
      readName(fields["containRolesBy"], ["containRolesBy"], roleContainments, problems) ??
      defaultGuardRails.containRolesBy,
    releaseSessionsAfterHours: readRelease(fields["releaseSessionsAfterHours"], problems),
    production,
  };
}

function readBudgets(value: unknown, problems: Problems): GuardRails["budgets"] {
  const { budgets } = defaultGuardRails;
  const said = readFields(value, ["budgets"], budgetKeys, problems);
  const read = (name: keyof GuardRails["budgets"]) => readNumber(said[name], ["budgets", name], budgetRange, problems);
  const before = problems.found.length;
  const overallSaid = read("overallAnHour");
  const accountSaid = read("accountAnHour");
  const overallAnHour = overallSaid ?? Math.max(budgets.overallAnHour, accountSaid ?? 0);
  const accountAnHour = accountSaid ?? Math.min(budgets.accountAnHour, overallAnHour);
  if (accountAnHour > overallAnHour && problems.found.length === before) {
    problems.add({
      keys: ["budgets", "accountAnHour"],
      given: accountAnHour,
      allowed: `at most overallAnHour, which is ${overallAnHour}`,
      remedy: "Lower accountAnHour or raise overallAnHour.",
    });
  }
  return { accountAnHour, overallAnHour };
}

function readApproval(value: unknown, problems: Problems): ApprovalRule {
  const { approval } = defaultGuardRails;
  const said = readFields(value, ["approval"], approvalKeys, problems);
  const people = (name: "people" | "peopleForIdentity"): 1 | 2 | undefined =>
    readNumber(said[name], ["approval", name], peopleRange, problems) as 1 | 2 | undefined;
  const each = people("people") ?? approval.people;
  const peopleForIdentity = people("peopleForIdentity") ?? approval.peopleForIdentity;
  if (peopleForIdentity < each) {
    problems.add({
      keys: ["approval", "peopleForIdentity"],
      given: peopleForIdentity,
      allowed: `at least people, which is ${each}: stopping a whole identity is never easier than stopping one session`,
      remedy: "Raise peopleForIdentity or lower people.",
    });
  }
  return {
    people: each,
    peopleForIdentity,
    minutes: readNumber(said["minutes"], ["approval", "minutes"], minutesRange, problems) ?? approval.minutes,
    onExpiry: readName(said["onExpiry"], ["approval", "onExpiry"], expiryOutcomes, problems) ?? approval.onExpiry,
  };
}

function readRelease(value: unknown, problems: Problems): number {
  const keys = ["releaseSessionsAfterHours"];
  const hours = readNumber(value, keys, { least: 0, most: 168, whole: true }, problems);
  if (hours === undefined) return defaultGuardRails.releaseSessionsAfterHours;
  if (hours !== 0 && hours < longestRoleSessionHours) {
    problems.add({
      keys,
      given: hours,
      allowed: `0, or ${longestRoleSessionHours} to 168: a role session may live ${longestRoleSessionHours} hours, and would outlive its denial`,
      remedy: `Write ${longestRoleSessionHours}, or 0 for denials that hold until somebody releases them.`,
    });
  }
  return hours;
}
