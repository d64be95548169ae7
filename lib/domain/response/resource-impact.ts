import type { ResourceTarget } from "./resource-target.ts";

/** The name that its owners gave it. */
export function resourceName(target: ResourceTarget): string {
  switch (target.playbook) {
    case "stop-function":
    case "recycle-function":
      return target.functionName;
    case "isolate-instance":
    case "swap-instance-profile":
      return target.instanceId;
    case "disable-trust-profile":
      return target.profileId;
    case "restrict-trust-profile":
      return target.certificateName;
    case "stop-agent-session":
      return target.agentRuntimeId;
    case "restrict-pod-identity":
    case "stop-task":
      return target.clusterName;
    case "rotate-secret":
      return target.secretId;
  }
}

/** For an estimate of who depends on it: what stops. */
export function whatResourceStops(target: ResourceTarget): string {
  switch (target.playbook) {
    case "stop-function":
      return "No invocation of the function starts: callers get errors, and what queues and streams hold for it waits, is tried again, or expires.";
    case "recycle-function":
      return "The function's running environments are replaced by new ones: what they keep in memory is gone, and the next invocations start cold.";
    case "isolate-instance":
      return "New connections from and to the instance stop, but for those that the isolation group allows; load balancers and Auto Scaling may take it for dead and replace it.";
    case "swap-instance-profile":
      return "Whatever the instance does at AWS with its profile's role stops, at the latest when the credentials that it has expire: agents of Systems Manager and CloudWatch, and code that is deployed to it, too.";
    case "disable-trust-profile":
      return "No workload outside AWS gets a new session through the profile, whatever its certificate; those that run stop when theirs is over.";
    case "restrict-trust-profile":
      return "Whoever holds a certificate of this common name can do nothing with sessions that it gets through the profile from now on; all other certificates work on, in sessions of 15 minutes.";
    case "restrict-pod-identity":
      return "Pods of the association's service account can do nothing at AWS with credentials that they get from now on; those that run stop when theirs expire.";
    case "rotate-secret":
      return "The secret's value is replaced by its rotation function: whatever keeps the old value and does not fetch the secret again fails.";
    case "stop-task":
      return "The task stops, and with it whatever it is doing; its service starts another one in its place, a task without a service has to be run anew.";
    case "stop-agent-session":
      return "The session of the agent ends at once, with what it does and holds in memory; its user has to begin another one. Other sessions of the agent work on.";
  }
}
