import type { AccountState } from "./account-state.ts";
import type { Operations } from "./operation.ts";
import { type NetworkInterface, ServiceError, withResource } from "./service-resources.ts";

const invalid = (why: string) => new ServiceError("Ec2.Ec2Exception", 400, why);

const interfacesOf = (state: AccountState): readonly NetworkInterface[] =>
  [...state.resources.values()].filter((one) => one.kind === "network-interface");

const description = ({ id, instanceId, groups }: NetworkInterface) => ({
  NetworkInterfaceId: id,
  Attachment: { InstanceId: instanceId, DeviceIndex: 0, Status: "attached" },
  Groups: groups.map((GroupId) => ({ GroupId, GroupName: GroupId })),
});

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Network interfaces of EC2 instances and their security groups. An instance that is gone has none. */
export const networkInterfaceOperations: Operations = {
  "ec2:describeNetworkInterfaces": {
    required: ["Filters"],
    optional: [],
    run(state, { Filters: filters }) {
      const [filter, ...others] = Array.isArray(filters) ? (filters as { Name?: unknown; Values?: unknown }[]) : [];
      if (filter?.Name !== "attachment.instance-id" || others.length > 0) {
        throw invalid("The simulated EC2 filters network interfaces by attachment.instance-id alone.");
      }
      const wanted = texts(filter.Values);
      const found = interfacesOf(state).filter(({ instanceId }) => wanted.includes(instanceId));
      return { response: { NetworkInterfaces: found.map(description) } };
    },
  },
  "ec2:modifyNetworkInterfaceAttribute": {
    required: ["NetworkInterfaceId", "Groups"],
    optional: [],
    run(state, { NetworkInterfaceId: id, Groups: given }) {
      const found = interfacesOf(state).find((one) => one.id === id);
      if (found === undefined) throw invalid(`The networkInterface ID '${String(id)}' does not exist`);
      const groups = texts(given);
      const unknown = groups.find((group) => !/^sg-[0-9a-f]{8,17}$/.test(group));
      if (unknown !== undefined) throw invalid(`The security group '${unknown}' does not exist`);
      if (groups.length === 0) throw invalid("You must specify at least one group.");
      return { state: withResource(state, { ...found, groups }), response: {} };
    },
  },
};
