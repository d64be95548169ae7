import { evaluatedNetworks } from "../../evaluate/networks.ts";
import { scenarios } from "../../evaluate/scenarios/index.ts";
import { isInAws } from "../../lib/domain/behaviour/network-facts.ts";
import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { surroundingsOf } from "../../lib/domain/terms.ts";
import { accounts } from "../../lib/local/organisation/accounts.ts";
import {
  dataCentreAddresses,
  officeAddresses,
  partnerAddresses,
  providerNetwork,
  runnerNetwork,
} from "../../lib/local/organisation/networks.ts";
import { organisation } from "../../lib/local/organisation/organisation.ts";
import { seededRandom } from "../../lib/local/organisation/random.ts";

const networks = evaluatedNetworks();
const isAws = (address: unknown) => isInAws(networks(String(address)));

test("the warden takes them for AWS's published ranges", () => {
  expect(surroundingsOf(defaultPolicy, { networks }).knowsAwsRanges()).toBe(true);
  expect(surroundingsOf(defaultPolicy).knowsAwsRanges()).toBe(false);
});

test("gateways and functions of the organisation are in AWS; offices, partners and hosted runners are not", () => {
  const random = seededRandom(1, "networks");
  const moments = Array.from({ length: 50 }, (_, index) => ({
    timeMs: index * 43_200_000,
    workload: `w${index}`,
    step: 0,
  }));
  const functions = moments.map((moment) => providerNetwork()(moment, "s3", random).sourceAddress);
  const runners = moments.map((moment) => runnerNetwork()(moment, "s3", random).sourceAddress);
  const inside = [...accounts.flatMap(({ natAddresses }) => natAddresses), ...functions];
  const outside = [...officeAddresses, ...dataCentreAddresses, ...partnerAddresses, ...runners];
  expect(inside.filter((address) => !isAws(address))).toEqual([]);
  expect(outside.filter(isAws)).toEqual([]);
});

test("the attacker's laptop is outside AWS, the instance of a stranger's account is in it", () => {
  const made = organisation({ seed: 73, startMs: Date.UTC(2025, 2, 3), days: 3, density: 0.4 });
  const addressesOf = (wanted: string) => {
    const scenario = scenarios.find(({ name }) => name === wanted);
    const built = scenario?.build({ seed: 7, organisation: made, startMs: Date.UTC(2025, 2, 5, 12) });
    return (built?.records ?? []).map((record) => (record as { sourceIPAddress?: unknown }).sourceIPAddress);
  };
  expect(addressesOf("instance-credentials-from-laptop").some(isAws)).toBe(false);
  expect(addressesOf("instance-credentials-foreign-instance").every(isAws)).toBe(true);
});
