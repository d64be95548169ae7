import type { Statement } from "./read-statements.ts";
import type { Rights } from "./rights.ts";

/**
 * Services of which an identity may do something: at most these, because conditions and outer policies are not weighed.
 */
export interface GrantedServices {
  /** Everything is granted, or everything but some actions. Then no names are listed. */
  readonly isAll: boolean;
  /** IAM's prefixes (`s3`, `cloudwatch`), sorted, at most `mostGrantedServices`; `count` says how many there are. */
  readonly names: readonly string[];
  readonly count: number;
}

/** More than AWS has services whose prefix its read-only policy names. */
export const mostGrantedServices = 500;

/** Services that the allowing statements name, less those denied whole and those outside the permissions boundary. */
export function grantedServices({ statements, boundary }: Rights): GrantedServices {
  const own = servicesOf(statements);
  const within = boundary === undefined ? everything : servicesOf(boundary);
  const meet = own.isAll ? within : within.isAll ? own : both(own, within);
  if (meet.isAll) return { isAll: true, names: [], count: 0 };
  const names = [...meet.names].sort();
  return { isAll: false, names: names.slice(0, mostGrantedServices), count: names.length };
}

interface Services {
  readonly isAll: boolean;
  readonly names: ReadonlySet<string>;
}

const everything: Services = { isAll: true, names: new Set() };

const both = (a: Services, b: Services): Services => ({
  isAll: false,
  names: new Set([...a.names].filter((name) => b.names.has(name))),
});

function servicesOf(statements: readonly Statement[]): Services {
  const denied = new Set(statements.filter(deniesEverywhere).flatMap(({ actions }) => actions.flatMap(wholeService)));
  if (denied.has("*")) return { isAll: false, names: new Set() };
  const names = new Set<string>();
  for (const { isAllow, actions, allActionsBut } of statements) {
    if (!isAllow) continue;
    if (allActionsBut) return everything;
    for (const action of actions) {
      const service = action.slice(0, Math.max(0, action.indexOf(":"))) || action;
      // A wildcard in the service's own name is as good as all of them.
      if (/[*?]/.test(service)) return everything;
      if (!denied.has(service)) names.add(service);
    }
  }
  return { isAll: false, names };
}

const deniesEverywhere = ({ isAllow, hasConditions, allActionsBut, resources, allResourcesBut }: Statement): boolean =>
  !isAllow && !hasConditions && !allActionsBut && !allResourcesBut && resources.includes("*");

/** `s3` of `s3:*`, `*` of `*`; nothing of an action alone. */
function wholeService(action: string): string[] {
  if (action === "*" || action === "*:*") return ["*"];
  return action.endsWith(":*") ? [action.slice(0, -2)] : [];
}
