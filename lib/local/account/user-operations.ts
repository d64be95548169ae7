import { type User, withPrincipal } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import { newPrincipal, refuseIfInUse, without } from "./new-principal.ts";
import { isoSeconds, type Operations, optionalText, page, text, userNamed } from "./operation.ts";
import { describeUser } from "./principal-description.ts";

export const userOperations: Operations = {
  createUser: {
    required: ["UserName"],
    optional: ["Path", "PermissionsBoundary", "Tags"],
    run(state, p, context) {
      const base = newPrincipal(state, p, context, "User");
      const user: User = { ...base, kind: "User", accessKeys: [], loginProfileCreatedMs: undefined };
      return { state: withPrincipal(state, user), response: { User: describeUser(user) } };
    },
  },
  getUser: {
    required: ["UserName"],
    optional: [],
    run: (state, p) => ({ response: { User: describeUser(userNamed(state, text(p, "UserName"))) } }),
  },
  listUsers: {
    required: [],
    optional: ["PathPrefix", "Marker", "MaxItems"],
    run(state, p) {
      const prefix = optionalText(p, "PathPrefix") ?? "/";
      const users = [...state.users.values()].filter((user) => user.path.startsWith(prefix));
      const listed = users.map((user) => describeUser(user, "list"));
      return { response: page(p, "Users", listed) };
    },
  },
  deleteUser: {
    required: ["UserName"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      refuseIfInUse(user);
      if (user.accessKeys.length > 0) {
        throw new IamError("DeleteConflict", "Cannot delete entity, must delete access keys first.");
      }
      if ((user.serviceCredentials ?? []).length > 0) {
        throw new IamError("DeleteConflict", "Cannot delete entity, must delete service specific credentials first.");
      }
      if (user.loginProfileCreatedMs !== undefined) {
        throw new IamError("DeleteConflict", "Cannot delete entity, must delete login profile first.");
      }
      return { state: { ...state, users: without(state.users, user.name) }, response: {} };
    },
  },
  createLoginProfile: {
    required: ["UserName"],
    optional: ["Password", "PasswordResetRequired"],
    run(state, p, { nowMs }) {
      const user = userNamed(state, text(p, "UserName"));
      if (user.loginProfileCreatedMs !== undefined) {
        throw new IamError("EntityAlreadyExists", `Login Profile for User ${user.name} already exists.`);
      }
      const profile = { UserName: user.name, CreateDate: isoSeconds(nowMs), PasswordResetRequired: false };
      return {
        state: withPrincipal(state, { ...user, loginProfileCreatedMs: nowMs }),
        response: { LoginProfile: profile },
      };
    },
  },
  getLoginProfile: {
    required: ["UserName"],
    optional: [],
    run(state, p) {
      const { name, loginProfileCreatedMs: createdMs } = userNamed(state, text(p, "UserName"));
      if (createdMs === undefined) throw noSuchEntity(`Login Profile for User ${name}`);
      const profile = { UserName: name, CreateDate: isoSeconds(createdMs), PasswordResetRequired: false };
      return { response: { LoginProfile: profile } };
    },
  },
  deleteLoginProfile: {
    required: ["UserName"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      if (user.loginProfileCreatedMs === undefined) throw noSuchEntity(`Login Profile for User ${user.name}`);
      return { state: withPrincipal(state, { ...user, loginProfileCreatedMs: undefined }), response: {} };
    },
  },
};
