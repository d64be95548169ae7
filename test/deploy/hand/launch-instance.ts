import { names } from "../../../lib/contract/names.ts";
import type { MiniStack } from "../ministack.ts";
import { serviceCalls, text, texts } from "./service-calls.ts";

export interface LaunchedInstance {
  readonly id: string;
  readonly arn: string;
  /** The ids of the groups that it has now, in order. */
  readonly groups: () => Promise<string>;
  /** A group that its owners set up and tagged for isolation. */
  readonly isolation: string;
  /** A group without that tag, which it does not have. */
  readonly untagged: string;
}

/**
 * Launches an instance with one network interface, which has two groups. Its groups' names begin with `name`. `profile`
 * names an instance profile.
 */
export async function launchInstance(ministack: MiniStack, name: string, profile?: string): Promise<LaunchedInstance> {
  const { query } = serviceCalls(ministack);
  const ec2 = (action: string, parameters: Readonly<Record<string, string>>) =>
    query("ec2", action, { Version: "2016-11-15", ...parameters });
  const launched = await ec2("RunInstances", {
    ImageId: "ami-0123456789abcdef0",
    MinCount: "1",
    MaxCount: "1",
    ...(profile === undefined ? {} : { "IamInstanceProfile.Name": profile }),
  });
  const [id, VpcId, SubnetId] = [text(launched, "instanceId"), text(launched, "vpcId"), text(launched, "subnetId")];
  const group = async (suffix: string, tags: Readonly<Record<string, string>> = {}) => {
    const made = { GroupName: `${name}-${suffix}`, GroupDescription: suffix, VpcId, ...tags };
    return text(await ec2("CreateSecurityGroup", made), "groupId");
  };
  const [web, office, untagged] = [await group("web"), await group("office"), await group("untagged")];
  const isolation = await group("isolation", {
    "TagSpecification.1.ResourceType": "security-group",
    "TagSpecification.1.Tag.1.Key": names.isolationTag,
    "TagSpecification.1.Tag.1.Value": "true",
  });
  const own = { SubnetId, "SecurityGroupId.1": web, "SecurityGroupId.2": office };
  const NetworkInterfaceId = text(await ec2("CreateNetworkInterface", own), "networkInterfaceId");
  await ec2("AttachNetworkInterface", { NetworkInterfaceId, InstanceId: id, DeviceIndex: "0" });
  return {
    id,
    arn: `arn:aws:ec2:${ministack.region}:${ministack.accountId}:instance/${id}`,
    async groups() {
      const shown = await ec2("DescribeNetworkInterfaces", { "NetworkInterfaceId.1": NetworkInterfaceId });
      return [...texts(shown, "groupId")].sort().join(" ");
    },
    isolation,
    untagged,
  };
}
