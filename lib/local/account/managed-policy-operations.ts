import { IamError } from "./iam-error.ts";
import { entityName, type Operations, optionalText, text } from "./operation.ts";
import { parsePolicy } from "./policy-document.ts";

/** AWS quota for a managed policy, white space not counted. */
const managedPolicyCharacters = 6_144;

/** Customer managed policies have one version here: `createPolicyVersion` replaces the document. */
export const managedPolicyOperations: Operations = {
  createPolicy: {
    required: ["PolicyName", "PolicyDocument"],
    optional: ["Path", "Description"],
    run(state, p, { accountId }) {
      const name = entityName(p, "PolicyName", 128);
      const arn = `arn:aws:iam::${accountId}:policy${optionalText(p, "Path") ?? "/"}${name}`;
      if (state.policies.has(arn)) {
        throw new IamError(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
        );
      }
      const document = checked(text(p, "PolicyDocument"));
      const policies = new Map(state.policies).set(arn, { arn, name, document });
      return { state: { ...state, policies }, response: { Policy: { PolicyName: name, Arn: arn } } };
    },
  },
  createPolicyVersion: {
    required: ["PolicyArn", "PolicyDocument", "SetAsDefault"],
    optional: [],
    run(state, p) {
      const arn = text(p, "PolicyArn");
      const policy = state.policies.get(arn);
      if (policy === undefined) throw new IamError("NoSuchEntity", `Policy ${arn} was not found.`);
      if (arn.startsWith("arn:aws:iam::aws:")) throw new IamError("AccessDenied", `${arn} belongs to AWS.`);
      if (p["SetAsDefault"] !== true) {
        throw new IamError("ValidationError", "SetAsDefault must be true: the simulation keeps one version a policy.");
      }
      const policies = new Map(state.policies).set(arn, { ...policy, document: checked(text(p, "PolicyDocument")) });
      return { state: { ...state, policies }, response: { PolicyVersion: { IsDefaultVersion: true } } };
    },
  },
  deletePolicy: {
    required: ["PolicyArn"],
    optional: [],
    run(state, p) {
      const arn = text(p, "PolicyArn");
      if (!state.policies.has(arn)) throw new IamError("NoSuchEntity", `Policy ${arn} was not found.`);
      const principals = [...state.users.values(), ...state.roles.values()];
      if (principals.some((one) => one.attachedPolicyArns.includes(arn) || one.boundaryArn === arn)) {
        throw new IamError("DeleteConflict", "Cannot delete a policy attached to entities.");
      }
      const policies = new Map([...state.policies].filter(([key]) => key !== arn));
      return { state: { ...state, policies }, response: {} };
    },
  },
};

function checked(document: string): string {
  parsePolicy(document);
  if (document.replace(/\s/g, "").length > managedPolicyCharacters) {
    throw new IamError("LimitExceeded", `Cannot exceed quota for PolicySize: ${managedPolicyCharacters}`);
  }
  return document;
}
