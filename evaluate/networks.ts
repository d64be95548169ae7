import { lookupOf, readNetworkSource } from "../lib/adapters/network/network-sources.ts";
import type { NetworkLookup } from "../lib/domain/behaviour/network-facts.ts";

type Range = readonly [prefix: string, service: string, region: string];

/**
 * What stands for AWS's address space in the simulation: the organisation's NAT gateways, which have elastic addresses,
 * and the blocks in which functions, and other people's instances, are. All are reserved (RFC 5737, RFC 2544).
 */
const simulated: readonly Range[] = [
  ["198.51.100.0/24", "EC2", "us-east-1"],
  ["198.19.0.0/16", "EC2", "us-east-1"],
];

/**
 * Of AWS's published list (https://ip-ranges.amazonaws.com/ip-ranges.json, July 2026), what the real sets' addresses
 * are in.
 */
const published: readonly Range[] = [
  ["3.248.0.0/13", "EC2", "eu-west-1"],
  ["18.236.0.0/15", "EC2", "us-west-2"],
  ["52.94.76.0/22", "AMAZON", "us-west-2"],
  ["54.72.0.0/15", "EC2", "eu-west-1"],
  ["54.170.0.0/15", "EC2", "eu-west-1"],
  ["54.194.0.0/15", "EC2", "eu-west-1"],
  ["72.21.192.0/19", "AMAZON", "us-east-1"],
  ["184.72.128.0/17", "EC2", "us-east-1"],
];

/**
 * The look-up of a deployment that has AWS's ranges and nothing else; read from a file of the form that AWS publishes.
 */
export function evaluatedNetworks(): NetworkLookup {
  const prefixes = [...simulated, ...published].map(([ip_prefix, service, region]) => ({ ip_prefix, service, region }));
  const file = JSON.stringify({ syncToken: "1784853905", prefixes });
  const source = readNetworkSource("aws-ranges", "ip-ranges.json", Buffer.from(file));
  if (source.problems.length > 0) throw new Error(source.problems.join(" "));
  return lookupOf([source]);
}
