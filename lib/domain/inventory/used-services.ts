import type { GrantedServices } from "./granted-services.ts";

/** What of its rights an identity was seen to use, by service. */
export interface UsedServices {
  readonly used: number;
  /** Undefined where everything is granted. */
  readonly granted: number | undefined;
  /** 0 to 1; undefined where everything or nothing is granted. */
  readonly ratio: number | undefined;
  /** Granted and not seen, sorted. Reads of data leave no event unless a trail records them. */
  readonly unused: readonly string[];
  /** Seen, although no policy of its own was found to grant them: granted elsewhere, or refused. */
  readonly notGranted: readonly string[];
}

/**
 * CloudTrail's name of a service where it is not IAM's prefix.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const prefixes: Readonly<Record<string, string>> = {
  monitoring: "cloudwatch",
  tagging: "tag",
  email: "ses",
};

/** These need no policy of the caller's own, or have none. */
const needNoGrant: ReadonlySet<string> = new Set(["sts", "signin"]);

/** Compares what policies grant with the services of a baseline, by CloudTrail's names (`s3`, `monitoring`). */
export function usedServices(granted: GrantedServices, seen: readonly string[]): UsedServices {
  const used = [...new Set(seen.map((service) => prefixes[service] ?? service))].sort();
  if (granted.isAll) return { used: used.length, granted: undefined, ratio: undefined, unused: [], notGranted: [] };
  const names = new Set(granted.names);
  const within = used.filter((service) => names.has(service));
  const isComplete = granted.count === granted.names.length;
  return {
    used: within.length,
    granted: granted.count,
    ratio: granted.count === 0 ? undefined : within.length / granted.count,
    unused: granted.names.filter((service) => !used.includes(service)),
    notGranted: isComplete ? used.filter((service) => !names.has(service) && !needNoGrant.has(service)) : [],
  };
}
