import { type Account, production, securityTooling } from "../accounts.ts";
import { api, denied } from "../call.ts";
import { containerService, describe, describeInstances, describeLoadBalancers } from "../calls/compute.ts";
import { iamCall } from "../calls/identity.ts";
import {
  costAndUsage,
  describeAlarms,
  describeDatabases,
  describeLogGroups,
  getFindings,
  listFindings,
} from "../calls/operations.ts";
import { getSecret } from "../calls/secrets.ts";
import { bucketCall, listBuckets } from "../calls/storage.ts";
import { fixedHexadecimal, role } from "../credentials/principal.ts";
import { singleSignOn } from "../credentials/single-sign-on.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { addressPool, officeAddresses } from "../networks.ts";
import { officeHours } from "../patterns/office-hours.ts";
import { mix, type Script, withNoise } from "../script.ts";
import { browser, steady } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

const look: Script = mix(
  [5, describeInstances],
  [4, describeAlarms],
  [4, describeLogGroups],
  [3, listBuckets],
  [3, describeLoadBalancers],
  [2, describeDatabases],
  [2, containerService("DescribeServices", "production", "checkout")],
  [1, bucketCall("GetBucketPolicy", "acme-shop-assets")],
);

/** A few people for contrast: curious, in working hours, in the console. */
export function people(world: World): readonly IdentitySpec[] {
  const administrator = mix(
    [2, iamCall("ListRoles")],
    [2, iamCall("ListUsers")],
    [2, describe("DescribeSecurityGroups")],
    [1, getSecret("storefront/session-key")],
    [1, iamCall("GetRole", { role: "checkout-task" })],
    [1, api("cloudtrail", "LookupEvents")],
  );
  const list: readonly (readonly [string, string, Account, Script])[] = [
    ["AdministratorAccess", "ines@acme-shop.example", production, administrator],
    [
      "ReadOnlyAccess",
      "tomas@acme-shop.example",
      production,
      withNoise(look, 0.03, denied(getSecret("crm/assistant"))),
    ],
    [
      "SecurityAudit",
      "mei@acme-shop.example",
      securityTooling,
      mix([3, listFindings], [3, getFindings], [1, costAndUsage]),
    ],
  ];
  return list.map(([permissionSet, email, account, script]) => {
    const suffix = fixedHexadecimal(world.seed, `permission-set:${permissionSet}`, 16);
    const name = `AWSReservedSSO_${permissionSet}_${suffix}`;
    const principal = role(world.seed, account, name, "/aws-reserved/sso.amazonaws.com/");
    return roleSpec(
      "human",
      principal,
      "sso",
      { owner: email, purpose: "a person", permits: permissionSet === "AdministratorAccess" ? ["*"] : [] },
      [{ pattern: officeHours([6, 20]), script, network: addressPool(officeAddresses), userAgent: steady(browser) }],
      (census) => singleSignOn(world.seed, principal, email, census),
    );
  });
}
