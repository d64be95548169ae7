import { type Role, withPrincipal } from "./account-state.ts";
import { IamError } from "./iam-error.ts";
import { newPrincipal, readPath, refuseIfInUse, without } from "./new-principal.ts";
import { changeable, type Operations, optionalText, page, roleNamed, text } from "./operation.ts";
import { parsePolicy } from "./policy-document.ts";
import { describeRole } from "./principal-description.ts";

/** AWS's default quota for a role's trust policy, in characters. */
const trustPolicyCharacters = 2_048;

function checkedTrust(document: string): string {
  parsePolicy(document, "trust");
  if (document.replace(/\s/g, "").length > trustPolicyCharacters) {
    throw new IamError("LimitExceeded", `Cannot exceed quota for ACLSizePerRole: ${trustPolicyCharacters}`);
  }
  return document;
}

export const roleOperations: Operations = {
  createRole: {
    required: ["RoleName", "AssumeRolePolicyDocument"],
    optional: ["Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "Tags"],
    run(state, p, context) {
      if (readPath(p).startsWith("/aws-")) {
        throw new IamError("ValidationError", "Paths that begin with /aws- belong to AWS; createServiceLinkedRole.");
      }
      const trustPolicy = checkedTrust(text(p, "AssumeRolePolicyDocument"));
      const maxSessionSeconds = Number(p["MaxSessionDuration"] ?? 3_600);
      if (!(maxSessionSeconds >= 3_600 && maxSessionSeconds <= 43_200)) {
        throw new IamError(
          "ValidationError",
          `MaxSessionDuration is ${maxSessionSeconds}; 3,600 to 43,200 s is allowed.`,
        );
      }
      const base = newPrincipal(state, p, context, "Role");
      const role: Role = { ...base, kind: "Role", trustPolicy, maxSessionSeconds };
      return { state: withPrincipal(state, role), response: { Role: describeRole(role) } };
    },
  },
  createServiceLinkedRole: {
    required: ["AWSServiceName"],
    optional: [],
    run(state, p, context) {
      const service = text(p, "AWSServiceName");
      const RoleName = `AWSServiceRoleFor${service.split(".")[0]?.replace(/^\w/, (c) => c.toUpperCase())}`;
      const base = newPrincipal(state, { RoleName, Path: `/aws-service-role/${service}/` }, context, "Role");
      const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
      const trustPolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
      const role: Role = { ...base, kind: "Role", trustPolicy, maxSessionSeconds: 3_600 };
      return { state: withPrincipal(state, role), response: { Role: describeRole(role) } };
    },
  },
  getRole: {
    required: ["RoleName"],
    optional: [],
    run(state, p, { lastUseOf }) {
      const role = roleNamed(state, text(p, "RoleName"));
      return { response: { Role: describeRole(role, "full", lastUseOf(role.id)) } };
    },
  },
  listRoles: {
    required: [],
    optional: ["PathPrefix", "Marker", "MaxItems"],
    run(state, p) {
      const prefix = optionalText(p, "PathPrefix") ?? "/";
      const roles = [...state.roles.values()].filter((role) => role.path.startsWith(prefix));
      const listed = roles.map((role) => describeRole(role, "list"));
      return { response: page(p, "Roles", listed) };
    },
  },
  deleteRole: {
    required: ["RoleName"],
    optional: [],
    run(state, p) {
      const role = changeable(roleNamed(state, text(p, "RoleName")));
      refuseIfInUse(role);
      return { state: { ...state, roles: without(state.roles, role.name) }, response: {} };
    },
  },
  updateAssumeRolePolicy: {
    required: ["RoleName", "PolicyDocument"],
    optional: [],
    run(state, p) {
      const role = changeable(roleNamed(state, text(p, "RoleName")));
      const trustPolicy = checkedTrust(text(p, "PolicyDocument"));
      return { state: withPrincipal(state, { ...role, trustPolicy }), response: {} };
    },
  },
};
