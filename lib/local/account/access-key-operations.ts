import { type AccessKey, type AccountState, ownerOfAccessKey, type User, withPrincipal } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import { isoSeconds, type Operations, page, statusIn, text, userNamed } from "./operation.ts";

/** AWS: an IAM user has at most two access keys. */
const keysPerUser = 2;

function keyOf(user: User, accessKeyId: string): AccessKey {
  const key = user.accessKeys.find((k) => k.accessKeyId === accessKeyId);
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${accessKeyId}`);
  return key;
}

function withKeys(state: AccountState, user: User, accessKeys: readonly AccessKey[]): AccountState {
  return withPrincipal(state, { ...user, accessKeys });
}

const metadata = (user: User, key: AccessKey) => ({
  UserName: user.name,
  AccessKeyId: key.accessKeyId,
  Status: key.status,
  CreateDate: isoSeconds(key.createdMs),
});

export const accessKeyOperations: Operations = {
  createAccessKey: {
    required: ["UserName"],
    optional: [],
    run(state, p, { nowMs, newId }) {
      const user = userNamed(state, text(p, "UserName"));
      if (user.accessKeys.length >= keysPerUser) {
        throw new IamError("LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`);
      }
      const key: AccessKey = { accessKeyId: newId("AKIA"), status: "Active", createdMs: nowMs };
      // The simulation signs nothing, so no key has a secret that could leak.
      const response = { AccessKey: { ...metadata(user, key), SecretAccessKey: "simulated" } };
      return { state: withKeys(state, user, [...user.accessKeys, key]), response };
    },
  },
  listAccessKeys: {
    required: ["UserName"],
    optional: ["Marker", "MaxItems"],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const keys = user.accessKeys.map((key) => metadata(user, key));
      return { response: page(p, "AccessKeyMetadata", keys) };
    },
  },
  updateAccessKey: {
    required: ["UserName", "AccessKeyId", "Status"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const status = statusIn(p);
      const key = keyOf(user, text(p, "AccessKeyId"));
      const keys = user.accessKeys.map((k) => (k === key ? { ...k, status } : k));
      return { state: withKeys(state, user, keys), response: {} };
    },
  },
  deleteAccessKey: {
    required: ["UserName", "AccessKeyId"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const key = keyOf(user, text(p, "AccessKeyId"));
      const keys = user.accessKeys.filter((k) => k !== key);
      return { state: withKeys(state, user, keys), response: {} };
    },
  },
  getAccessKeyLastUsed: {
    required: ["AccessKeyId"],
    optional: [],
    run(state, p, { lastUseOf }) {
      const accessKeyId = text(p, "AccessKeyId");
      const owner = ownerOfAccessKey(state, accessKeyId);
      if (owner === undefined) throw noSuchEntity(`The Access Key with id ${accessKeyId}`);
      const use = lastUseOf(accessKeyId);
      const unused = { Region: "N/A", ServiceName: "N/A" };
      const used = use && { LastUsedDate: isoSeconds(use.timeMs), Region: use.region, ServiceName: use.service };
      return { response: { UserName: owner, AccessKeyLastUsed: used ?? unused } };
    },
  },
};
