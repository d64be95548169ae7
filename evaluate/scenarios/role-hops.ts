import { production, staging } from "../../lib/local/organisation/accounts.ts";
import { api } from "../../lib/local/organisation/call.ts";
import { callerIdentity, createAccessKey, createUser, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { listAccounts } from "../../lib/local/organisation/calls/operations.ts";
import { getSecret, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import { listBuckets, listTables, tableCall } from "../../lib/local/organisation/calls/storage.ts";
import { crossAccount } from "../../lib/local/organisation/credentials/cross-account.ts";
import { role } from "../../lib/local/organisation/credentials/principal.ts";
import { hexadecimal, uniqueId } from "../../lib/local/organisation/identifiers.ts";
import { infrastructureRole } from "../../lib/local/organisation/population/pipelines.ts";
import { onNewRunner } from "./pipelines.ts";
import type { AttackScenario } from "./scenario.ts";
import { scripted, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere, foreignAccount, strangeAgent, strangePath } from "./stranger.ts";
import { assumeRole, takeSessionAnew } from "./take-session.ts";
import { scenario } from "./victim.ts";

const chainToAdmin = scenario(
  {
    name: "role-chain-to-admin",
    technique: "T1548.005",
    story:
      "The infrastructure job goes on to a provisioning role and from there to an administrator of another account.",
    deterministic: false,
    slow: false,
  },
  [infrastructureRole],
  (stage, victim) => {
    const { random } = stage;
    const { seed } = stage.input.organisation.world;
    const held = victim.holding();
    const job = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    stage.makeAll(job, [callerIdentity], ...scripted);
    const [first, second] = shuffled(random, [production, staging]) as [typeof production, typeof staging];
    const name = `terraform-${hexadecimal(random, 12)}`;
    const terraform = assumeRole(
      stage,
      job,
      role(seed, first, "terraform", "/provisioning/"),
      name,
      ["*"],
      "acme-shop-infrastructure",
    );
    stage.wait(...scripted);
    stage.makeAll(terraform, shuffled(random, [listAccounts, iamCall("ListRoles"), iamCall("ListUsers")]), ...typing);
    const admin = assumeRole(
      stage,
      terraform,
      role(seed, second, random.pick(["OrganizationAccountAccessRole", "break-glass-admin"])),
      random.pick(["admin", "session", name]),
      ["*"],
      "acme-shop-infrastructure",
    );
    stage.wait(...typing);
    const newUser = random.pick(["support-ops", "svc-health", "org-sync"]);
    stage.makeAll(
      admin,
      [
        callerIdentity,
        listSecrets,
        getSecret("payments/provider-key"),
        createUser(newUser),
        iamCall("AttachUserPolicy", { user: newUser }, { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
        createAccessKey(newUser),
      ],
      ...typing,
    );
  },
);

const backdoorTrust = scenario(
  {
    name: "cross-account-backdoor-trust",
    technique: "T1098.003",
    story: "A provisioning role opens a workload's role to a strange account, which then comes in through it.",
    deterministic: false,
    slow: false,
  },
  ["production/terraform"],
  (stage, victim) => {
    const { random } = stage;
    const accountId = foreignAccount(random);
    const target = random.pick(["catalogue-task", "checkout-task", "recommendations-task"]);
    const held = victim.holding();
    const own = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    const policyDocument = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${accountId}:root"},"Action":"sts:AssumeRole"}]}`;
    const policyArn = `arn:aws:iam::aws:policy/${random.pick(["ReadOnlyAccess", "PowerUserAccess"])}`;
    stage.makeAll(
      own,
      [
        iamCall("GetRole", { role: target }),
        iamCall("UpdateAssumeRolePolicy", { role: target }, { policyDocument }),
        iamCall("AttachRolePolicy", { role: target }, { policyArn }),
      ],
      ...typing,
    );
    stage.wait(600_000, 7_200_000);
    const path = strangePath(random);
    const agent = strangeAgent(random);
    const userAgent = agent(api("sts", "AssumeRole"));
    const { credential, issuing } = crossAccount(
      role(stage.input.organisation.world.seed, production, target),
      {
        accountId,
        principalId: `${uniqueId(random, "AROA")}:session`,
        externalId: hexadecimal(random, 8),
        sessionName: random.pick(["session", "admin", `botocore-session-${Math.floor(stage.nowMs() / 1_000)}`]),
      },
      { held: 0 },
    )({ moment: { timeMs: stage.nowMs(), workload: "", step: 0 }, region: production.region, path, userAgent, random });
    for (const record of issuing) stage.write(record);
    stage.wait(...typing);
    const stranger = { ...own, credential, path: () => path, userAgent: agent };
    const looks = shuffled(random, [callerIdentity, listBuckets, listTables, listSecrets]);
    stage.makeAll(stranger, looks, ...typing);
    stage.makeSeveral(stranger, 5, 20, () => tableCall("Scan", "customers"), ...scripted);
  },
);

const stolenProvisioning = scenario(
  {
    name: "mining-in-unused-region",
    technique: "T1496.001",
    story: "A provisioning role's session, taken from a build log, starts large instances in regions nobody uses.",
    deterministic: false,
    slow: false,
  },
  ["staging/terraform", "production/terraform"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const job = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(60_000, 1_200_000);
    const thief = elsewhere(job, random);
    const regions = shuffled(random, ["ap-southeast-2", "sa-east-1", "eu-north-1", "ap-northeast-3", "ca-central-1"]);
    const instanceType = random.pick(["p3.16xlarge", "g5.12xlarge", "c6i.32xlarge", "g4dn.12xlarge"]);
    const start = (size: string) =>
      api("ec2", "RunInstances", {
        parameters: (place) => ({
          instancesSet: {
            items: [{ imageId: `ami-0${hexadecimal(place.random, 16)}`, minCount: 1, maxCount: random.integer(4, 20) }],
          },
          instanceType: size,
          blockDeviceMapping: {},
          monitoring: { enabled: false },
          disableApiTermination: true,
        }),
      });
    stage.makeAll(thief, [callerIdentity, api("ec2", "DescribeRegions")], ...typing);
    for (const region of regions.slice(0, random.integer(2, 4))) {
      const there = { ...thief, region };
      const quota = api("servicequotas", "GetServiceQuota", {
        parameters: () => ({ serviceCode: "ec2", quotaCode: "L-1216C47A" }),
      });
      const prepares = [
        api("ec2", "DescribeInstanceTypeOfferings"),
        quota,
        api("ec2", "CreateKeyPair", { parameters: () => ({ keyName: `key-${region}`, keyType: "rsa" }) }),
        api("ec2", "CreateSecurityGroup", {
          parameters: () => ({ groupName: `sg-${region}`, groupDescription: "web" }),
        }),
      ];
      stage.makeAll(there, someOf(random, prepares, 2, 4), ...scripted);
      stage.makeSeveral(there, 1, 4, () => start(instanceType), ...scripted);
    }
  },
);

/** Roles that go on to others, and the roles of provisioning, which may do everything. */
export const roleHopScenarios: readonly AttackScenario[] = [chainToAdmin, backdoorTrust, stolenProvisioning];
