import fc from "fast-check";
import { readEvent } from "../../../lib/domain/event/read-event.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { activityOf, recordsOf, setNames } from "../event/cloudtrail-sets.ts";
import { actorOf, identityOf, roleRecord } from "./role-record.ts";

describe("resolving actors", () => {
  it("gives the same identities on every call and after a flood of other principals", () => {
    const records = setNames.flatMap((name) => recordsOf(name)).filter((record) => record["eventSource"] !== "aws:s3");
    const activities = records.map(activityOf);
    const before = activities.map(resolveActor);
    for (let index = 0; index < 45_000; index += 1) {
      const arn = `arn:aws:sts::1:assumed-role/flood-${index}/session-${index}`;
      resolveActor({ ...activities[0]!, user: { type: "AssumedRole", arn } });
    }
    expect(activities.map(resolveActor)).toEqual(before);
  });

  it("keeps keys, names and everything else that a caller chose within bounds, and names printable", () => {
    const long = "x\u202e".repeat(50_000);
    const users: object[] = [
      {
        type: "AssumedRole",
        arn: `arn:aws:sts::1:assumed-role/${long}/${long}`,
        principalId: `AROA:${long}`,
        accessKeyId: long,
        invokedBy: long,
        sessionContext: { sourceIdentity: `CN=${long}` },
      },
      { type: "IAMUser", userName: long, accountId: "1" },
      { type: "WebIdentityUser", identityProvider: long, userName: long },
      { type: "SAMLUser", identityProvider: long, userName: long },
      { type: "AWSService", invokedBy: `${long}.amazonaws.com` },
      { type: "AWSAccount", accountId: long },
      { type: "IdentityCenterUser", onBehalfOf: { userId: long, identityStoreArn: long } },
      { type: long, accountId: long },
    ];
    for (const userIdentity of users) {
      const { identity, ...rest } = actorOf({ ...roleRecord(), userIdentity });
      expect(identity.key.length).toBeLessThanOrEqual(512);
      expect(identity.name.length).toBeLessThanOrEqual(128);
      expect(identity.name).not.toMatch(/[\p{C}]/u);
      for (const text of Object.values(rest))
        if (typeof text === "string") expect(text.length).toBeLessThanOrEqual(256);
    }
  });

  it("tells over-long keys apart that begin alike", () => {
    const keyOf = (end: string) =>
      identityOf({ type: "IAMUser", arn: `arn:aws:iam::1:user/${"x".repeat(2_000)}${end}` }).key;
    expect(keyOf("a")).not.toBe(keyOf("b"));
    expect(keyOf("a")).toBe(keyOf("a"));
  });

  it("answers for every real record with any field of its userIdentity replaced by any JSON value", () => {
    const records = [...recordsOf("parser-corpus"), ...recordsOf("boogy-eks-production").slice(0, 400)];
    const paths = [
      ["type"],
      ["arn"],
      ["principalId"],
      ["accountId"],
      ["userName"],
      ["invokedBy"],
      ["identityProvider"],
      ["inScopeOf"],
      ["onBehalfOf"],
      ["sessionContext"],
      ["sessionContext", "sessionIssuer"],
      ["sessionContext", "sessionIssuer", "arn"],
      ["sessionContext", "attributes"],
      ["sessionContext", "webIdFederationData"],
      ["sessionContext", "ec2RoleDelivery"],
    ];
    const types = [
      "AssumedRole",
      "IAMUser",
      "Root",
      "AWSService",
      "AWSAccount",
      "WebIdentityUser",
      "SAMLUser",
      "FederatedUser",
      "IdentityCenterUser",
      "Directory",
      "Unknown",
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("", ":", "/", "arn:", "arn:aws:sts::1:assumed-role/", ...types),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...records),
        fc.constantFrom(...paths),
        value,
        fc.option(fc.constantFrom(...types)),
        (record, path, bent, type) => {
          const copy = structuredClone(record);
          if (type !== null) copy["userIdentity"].type = type;
          let target = copy["userIdentity"];
          for (const name of path.slice(0, -1))
            target = typeof target[name] === "object" && target[name] !== null ? target[name] : {};
          target[path.at(-1) ?? ""] = bent;
          for (const reading of readEvent(copy)) {
            if (reading.kind !== "activity") continue;
            const { identity } = resolveActor(reading.activity);
            const { key, kind, reason } = identity;
            if (key !== "" && reason !== "" && identityKinds.includes(kind)) continue;
            expect({ key, kind, reason }).toBe("a key, a known kind and a reason");
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
