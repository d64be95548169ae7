import { type Account, endpointServices } from "./accounts.ts";
import type { Moment } from "./patterns/pattern.ts";
import { hashText, type Random } from "./random.ts";

/** Where a call comes from, as its record tells. */
export interface Path {
  readonly sourceAddress: string;
  readonly vpcEndpointId?: string;
  readonly vpcEndpointAccountId?: string;
}

/**
 * Chooses where a call comes from. `service` is the called service, `s3`.
 * Only reserved ranges are used, so that nobody's address appears: the three documentation ranges (RFC 5737),
 * 10.0.0.0/8 (RFC 1918), 100.64.0.0/10 (RFC 6598) and 198.18.0.0/15 (RFC 2544).
 */
export type Network = (moment: Moment, service: string, random: Random) => Path;

/** One of a few addresses: a NAT gateway's, an office's, a vendor's. */
export function addressPool(addresses: readonly string[]): Network {
  const paths: readonly Path[] = addresses.map((sourceAddress) => ({ sourceAddress }));
  return (_moment, _service, random) => random.pick(paths);
}

/** A workload in an account's VPC: its own private address through an endpoint, else a NAT gateway's. */
export function privateNetwork(account: Account): Network {
  const endpoints = new Map<string, string>();
  for (const service of endpointServices) {
    const hash = hashText(`${account.accountId}:${service}`).toString(16).padStart(8, "0");
    endpoints.set(service, `vpce-0${hash}${hash.slice(0, 7)}a`);
  }
  const leave = addressPool(account.natAddresses);
  return (moment, service, random) => {
    const vpcEndpointId = endpoints.get(service);
    if (vpcEndpointId === undefined) return leave(moment, service, random);
    const hash = hashText(moment.workload === "" ? account.name : moment.workload);
    const sourceAddress = `${account.privatePrefix}.${(hash >>> 8) % 4}.${4 + (hash % 250)}`;
    return { sourceAddress, vpcEndpointId, vpcEndpointAccountId: account.accountId };
  };
}

/** AWS's own addresses, as a Lambda function outside a VPC shows them: many, in a few blocks. */
export function providerNetwork(): Network {
  return (moment) => {
    const hash = hashText(`provider:${moment.workload}:${Math.floor(moment.timeMs / 43_200_000)}`);
    return { sourceAddress: `198.19.${hash % 6}.${1 + ((hash >>> 8) % 250)}` };
  };
}

/** Hosted runners: every run on another machine, over some hundreds of /24 networks. */
export function runnerNetwork(): Network {
  return (moment) => {
    const hash = hashText(`runner:${moment.workload}`);
    return { sourceAddress: `100.${64 + (hash % 3)}.${(hash >>> 4) % 120}.${1 + ((hash >>> 16) % 250)}` };
  };
}

/** A call that an AWS service makes itself: the service's name stands where an address would. */
export function serviceNetwork(servicePrincipal: string): Network {
  const path = { sourceAddress: servicePrincipal };
  return () => path;
}

export const officeAddresses: readonly string[] = ["192.0.2.10", "192.0.2.11"];
export const dataCentreAddresses: readonly string[] = ["192.0.2.140", "192.0.2.141"];
export const partnerAddresses: readonly string[] = ["198.18.7.21", "198.18.7.22"];
export const vendorAddresses = {
  monitoring: ["198.18.40.5", "198.18.40.6", "198.18.41.5"],
  costs: ["198.18.90.30"],
} as const;
