import { playbookNames } from "../../domain/response/decision.ts";
import { isResourcePlaybook } from "../../domain/response/resource-target.ts";
import { type ProfileRight, rightOf } from "../responder-rights.ts";
import { playbooks, type Rights, releaseName } from "./definitions.ts";

const resourcesOf = ({ resource, resources = [] }: Rights) => [
  ...(resource === undefined ? [] : [resource]),
  ...resources,
];

/** Playbooks on users and roles, which carry the warden's tags. */
const marking = playbookNames.filter((name) => !isResourcePlaybook(name));

/** A role in every account that may be acted on. */
export interface ResponderRole {
  /** The part of its name after `NhiWarden-`. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly isolation?: string;
  readonly profile?: ProfileRight;
  /** The state machines that take it: names of playbooks, and of releases. */
  readonly machines: readonly string[];
}

/**
 * Every role that changes identities. Rights stay apart: who writes policies does not tag, who contains does not put
 * back. A release writes with the playbook's own role where an earlier policy, or a shorter one, has to stand again.
 */
export const responderRoles: readonly ResponderRole[] = [
  ...playbookNames.map((name): ResponderRole => {
    const { actions, isolation, profile, ...rights }: Rights = playbooks[name].responder;
    const writes = actions.some((action) => rightOf(action) === "write");
    const machines = writes ? [name, releaseName(name)] : [name];
    const narrowed = { ...(isolation && { isolation }), ...(profile && { profile }) };
    return { name, actions, resources: resourcesOf({ actions, ...rights }), ...narrowed, machines };
  }),
  ...playbookNames.flatMap((name): ResponderRole[] => {
    const rights: Rights | undefined = playbooks[name].restorer;
    if (rights === undefined) return [];
    const { actions, profile } = rights;
    const own = { name: releaseName(name), actions, resources: resourcesOf(rights), ...(profile && { profile }) };
    return [{ ...own, machines: [releaseName(name)] }];
  }),
  {
    name: "mark",
    actions: ["iam:TagUser", "iam:TagRole"],
    resources: ["user/*", "role/*"],
    machines: marking.flatMap((name) => [name, releaseName(name)]),
  },
];
