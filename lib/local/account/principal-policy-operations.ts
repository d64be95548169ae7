import { type AccountState, type Principal, withPrincipal } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import {
  changeable,
  entityName,
  type Operations,
  type Parameters,
  page,
  roleNamed,
  text,
  textList,
  userNamed,
} from "./operation.ts";
import { parsePolicy } from "./policy-document.ts";
import { mergedTags, readTags } from "./principal-description.ts";

/** AWS quotas: characters of all inline policies together, white space not counted; managed policies attached. */
const inlineCharacters = { User: 2_048, Role: 10_240 } as const;
const attachedPolicies = 10;

/** The operations that IAM has once for users and once for roles. */
function operationsFor(kind: "User" | "Role"): Operations {
  const nameKey = `${kind}Name`;
  const lower = kind.toLowerCase();
  const named = (state: AccountState, p: Parameters): Principal =>
    kind === "User" ? userNamed(state, text(p, nameKey)) : roleNamed(state, text(p, nameKey));
  const inlineNamed = (principal: Principal, p: Parameters) => {
    const policyName = text(p, "PolicyName");
    const policy = principal.inlinePolicies.find(({ name }) => name === policyName);
    if (policy === undefined) throw noSuchEntity(`The ${lower} policy with name ${policyName}`);
    return policy;
  };
  return {
    [`put${kind}Policy`]: {
      required: [nameKey, "PolicyName", "PolicyDocument"],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        const name = entityName(p, "PolicyName", 128);
        const document = text(p, "PolicyDocument");
        parsePolicy(document);
        const others = principal.inlinePolicies.filter((policy) => policy.name !== name);
        const inlinePolicies = [...others, { name, document }];
        const characters = inlinePolicies.reduce((sum, policy) => sum + policy.document.replace(/\s/g, "").length, 0);
        if (characters > inlineCharacters[kind]) {
          const limit = `Maximum policy size of ${inlineCharacters[kind]} bytes exceeded for ${lower} ${principal.name}`;
          throw new IamError("LimitExceeded", limit);
        }
        return { state: withPrincipal(state, { ...principal, inlinePolicies }), response: {} };
      },
    },
    [`get${kind}Policy`]: {
      required: [nameKey, "PolicyName"],
      optional: [],
      run(state, p) {
        const principal = named(state, p);
        const { name, document } = inlineNamed(principal, p);
        // URL-encoded JSON (RFC 3986), as the API answers it.
        const PolicyDocument = encodeURIComponent(document);
        return { response: { [nameKey]: principal.name, PolicyName: name, PolicyDocument } };
      },
    },
    [`delete${kind}Policy`]: {
      required: [nameKey, "PolicyName"],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        const gone = inlineNamed(principal, p);
        const inlinePolicies = principal.inlinePolicies.filter((policy) => policy !== gone);
        return { state: withPrincipal(state, { ...principal, inlinePolicies }), response: {} };
      },
    },
    [`list${kind}Policies`]: {
      required: [nameKey],
      optional: ["Marker", "MaxItems"],
      run(state, p) {
        const names = named(state, p).inlinePolicies.map(({ name }) => name);
        return { response: page(p, "PolicyNames", names) };
      },
    },
    [`attach${kind}Policy`]: {
      required: [nameKey, "PolicyArn"],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        const arn = text(p, "PolicyArn");
        if (!state.policies.has(arn)) {
          throw new IamError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
        }
        const attachedPolicyArns = [...new Set([...principal.attachedPolicyArns, arn])];
        if (attachedPolicyArns.length > attachedPolicies) {
          throw new IamError("LimitExceeded", `Cannot exceed quota for PoliciesPer${kind}: ${attachedPolicies}`);
        }
        return { state: withPrincipal(state, { ...principal, attachedPolicyArns }), response: {} };
      },
    },
    [`detach${kind}Policy`]: {
      required: [nameKey, "PolicyArn"],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        const arn = text(p, "PolicyArn");
        if (!principal.attachedPolicyArns.includes(arn)) {
          throw new IamError("NoSuchEntity", `Policy ${arn} was not found.`);
        }
        const attachedPolicyArns = principal.attachedPolicyArns.filter((other) => other !== arn);
        return { state: withPrincipal(state, { ...principal, attachedPolicyArns }), response: {} };
      },
    },
    [`listAttached${kind}Policies`]: {
      required: [nameKey],
      optional: ["Marker", "MaxItems"],
      run(state, p) {
        const arns = named(state, p).attachedPolicyArns;
        const attached = arns.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn }));
        return { response: page(p, "AttachedPolicies", attached) };
      },
    },
    [`put${kind}PermissionsBoundary`]: {
      required: [nameKey, "PermissionsBoundary"],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        const boundaryArn = text(p, "PermissionsBoundary");
        if (!state.policies.has(boundaryArn)) {
          throw new IamError("NoSuchEntity", `Policy ${boundaryArn} does not exist or is not attachable.`);
        }
        return { state: withPrincipal(state, { ...principal, boundaryArn }), response: {} };
      },
    },
    [`delete${kind}PermissionsBoundary`]: {
      required: [nameKey],
      optional: [],
      run(state, p) {
        const principal = changeable(named(state, p));
        if (principal.boundaryArn === undefined) throw noSuchEntity(`The permissions boundary of ${principal.name}`);
        return { state: withPrincipal(state, { ...principal, boundaryArn: undefined }), response: {} };
      },
    },
    [`tag${kind}`]: {
      required: [nameKey, "Tags"],
      optional: [],
      run(state, p) {
        const principal = named(state, p);
        const tags = mergedTags(principal.tags, readTags(p));
        return { state: withPrincipal(state, { ...principal, tags }), response: {} };
      },
    },
    [`untag${kind}`]: {
      required: [nameKey, "TagKeys"],
      optional: [],
      run(state, p) {
        const principal = named(state, p);
        const tags = mergedTags(principal.tags, [], textList(p, "TagKeys"));
        return { state: withPrincipal(state, { ...principal, tags }), response: {} };
      },
    },
    [`list${kind}Tags`]: {
      required: [nameKey],
      optional: ["Marker", "MaxItems"],
      run(state, p) {
        const tags = named(state, p).tags.map(({ key, value }) => ({ Key: key, Value: value }));
        return { response: page(p, "Tags", tags) };
      },
    },
  };
}

export const principalPolicyOperations: Operations = { ...operationsFor("User"), ...operationsFor("Role") };
