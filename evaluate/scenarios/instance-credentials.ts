import { api } from "../../lib/local/organisation/call.ts";
import { describe, describeInstances } from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { getParameters, getSecret, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import {
  datedKey,
  getObject,
  listBuckets,
  listObjects,
  listTables,
  tableCall,
} from "../../lib/local/organisation/calls/storage.ts";
import { hexadecimal } from "../../lib/local/organisation/identifiers.ts";
import type { AttackScenario } from "./scenario.ts";
import { type Acting, type Stage, scripted, shuffled, typing } from "./stage.ts";
import { elsewhere, foreignAccount, strangeAgent } from "./stranger.ts";
import { scenario, type Victim } from "./victim.ts";

const fleets = ["web-frontend-instance", "order-worker-instance", "search-node-instance"] as const;

/** Whoever holds an instance's session: tries what there is, then takes data that this role may read. */
function plunder(stage: Stage, thief: Acting, victim: Victim): void {
  const { random } = stage;
  const tries = shuffled(random, [
    listBuckets,
    listTables,
    listSecrets,
    describeInstances,
    describe("DescribeSnapshots"),
    iamCall("ListAttachedRolePolicies", { role: victim.identity.name }),
    getParameters("/"),
    api("ssm", "DescribeInstanceInformation", { parameters: () => ({ maxResults: 50 }) }),
  ]);
  stage.makeAll(thief, [callerIdentity, ...tries.slice(0, random.integer(4, 7))], ...typing);
  const bucket = random.pick(["acme-shop-invoices", "acme-shop-search-snapshots", "acme-shop-assets"]);
  const table = random.pick(["customers", "carts", "orders"]);
  const data = [
    getSecret("storefront/session-key"),
    getSecret("payments/provider-key"),
    tableCall("Scan", table),
    tableCall("Scan", table),
    listObjects(bucket),
  ];
  stage.makeAll(thief, data, ...typing);
  stage.makeSeveral(thief, 10, 40, () => getObject(bucket, datedKey("2025", "bin")), ...scripted);
}

const fromLaptop = scenario(
  {
    name: "instance-credentials-from-laptop",
    technique: "T1552.005",
    story: "An instance's session, read from its metadata service, is used from an address outside AWS.",
    deterministic: true,
    slow: false,
  },
  fleets,
  (stage, victim) => plunder(stage, elsewhere(victim.live(), stage.random), victim),
);

const fromForeignInstance = scenario(
  {
    name: "instance-credentials-foreign-instance",
    technique: "T1552.005",
    story: "An instance's session is used from an instance in a stranger's AWS account.",
    // By its address alone this caller is in AWS like the victim; it takes more than one fact.
    deterministic: false,
    slow: false,
  },
  fleets,
  (stage, victim) => {
    const { random } = stage;
    // The simulated address space of AWS is 198.19.0.0/16; the organisation's functions stand in its first blocks.
    const path = { sourceAddress: `198.19.${random.integer(32, 250)}.${random.integer(4, 250)}` };
    plunder(stage, { ...victim.live(), path: () => path, userAgent: strangeAgent(random) }, victim);
  },
);

const fromForeignEndpoint = scenario(
  {
    name: "instance-credentials-foreign-endpoint",
    technique: "T1552.005",
    story: "An instance's session is used through the VPC endpoint of an account that is not the organisation's.",
    deterministic: true,
    slow: false,
  },
  fleets,
  (stage, victim) => {
    const { random } = stage;
    const sourceAddress = `172.${random.integer(16, 31)}.${random.integer(0, 250)}.${random.integer(4, 250)}`;
    const vpcEndpointAccountId = foreignAccount(random);
    const endpoints = new Map<string, string>();
    const path = (service: string) => {
      const vpcEndpointId = endpoints.get(service) ?? `vpce-0${hexadecimal(random, 16)}`;
      endpoints.set(service, vpcEndpointId);
      return { sourceAddress, vpcEndpointId, vpcEndpointAccountId };
    };
    plunder(stage, { ...victim.live(), path, userAgent: strangeAgent(random) }, victim);
  },
);

/** Sessions of EC2 instances, used where no instance of the fleet stands. */
export const instanceCredentialScenarios: readonly AttackScenario[] = [
  fromLaptop,
  fromForeignInstance,
  fromForeignEndpoint,
];
