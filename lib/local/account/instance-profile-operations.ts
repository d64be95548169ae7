import type { AccountState } from "./account-state.ts";
import type { Operations } from "./operation.ts";
import { type ProfileAssociation, ServiceError, withResource } from "./service-resources.ts";

const invalid = (why: string) => new ServiceError("Ec2.Ec2Exception", 400, why);

const associationsOf = (state: AccountState): readonly ProfileAssociation[] =>
  [...state.resources.values()].filter((one) => one.kind === "profile-association");

const description = ({ id, instanceId, profileArn }: ProfileAssociation) => ({
  AssociationId: id,
  InstanceId: instanceId,
  IamInstanceProfile: { Arn: profileArn, Id: "AIPAEXAMPLE" },
  State: "associated",
});

interface Filter {
  readonly Name?: unknown;
  readonly Values?: readonly unknown[];
}

/** The id that an association's successor has: EC2 gives a new one with each change. */
const nextId = (id: string) => {
  const digits = /[0-9a-f]+$/.exec(id)?.[0] ?? "";
  const next = (BigInt(`0x0${digits}`) + 1n).toString(16).padStart(digits.length, "0");
  return `${id.slice(0, id.length - digits.length)}${next}`;
};

/** Instance profiles of EC2 instances. An instance that has none, or is gone, has no association. */
export const instanceProfileOperations: Operations = {
  "ec2:describeIamInstanceProfileAssociations": {
    required: ["Filters"],
    optional: [],
    run(state, { Filters: filters }) {
      const given = Array.isArray(filters) ? (filters as readonly Filter[]) : [];
      const unknown = given.find(({ Name: name }) => name !== "instance-id" && name !== "state");
      if (unknown !== undefined) throw invalid(`The filter '${String(unknown.Name)}' is invalid`);
      const holds = (name: string, value: string) =>
        given.every(({ Name, Values }) => Name !== name || Values?.includes(value) === true);
      const found = associationsOf(state).filter(
        ({ instanceId }) => holds("instance-id", instanceId) && holds("state", "associated"),
      );
      return { response: { IamInstanceProfileAssociations: found.map(description) } };
    },
  },
  "ec2:replaceIamInstanceProfileAssociation": {
    required: ["AssociationId", "IamInstanceProfile"],
    optional: [],
    run(state, { AssociationId: id, IamInstanceProfile: given }) {
      const found = associationsOf(state).find((one) => one.id === id);
      if (found === undefined) throw invalid(`An invalid association-id of '${String(id)}' was given`);
      const profileArn = String((given as { readonly Arn?: unknown } | undefined)?.Arn);
      if (!/^arn:aws[a-z-]*:iam::\d{12}:instance-profile\/[\w+=,.@/-]+$/.test(profileArn)) {
        throw invalid(`Value (${profileArn}) for parameter iamInstanceProfile.arn is invalid.`);
      }
      const next = { ...found, id: nextId(found.id), profileArn };
      return {
        state: withResource(state, next),
        response: { IamInstanceProfileAssociation: { ...description(next), State: "associating" } },
      };
    },
  },
};
