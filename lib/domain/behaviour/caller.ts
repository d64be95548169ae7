import type { Activity } from "../event/activity.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { markKey, regionDimension } from "./dimension.ts";
import { type Network, networkOf, networkOfEndpoint } from "./network.ts";
import { type AgentFamily, agentFamilyOf } from "./user-agent.ts";

/** Where a call came from and with what: the texts of the record, and what they stand for. */
export interface Caller {
  readonly sourceAddress: string | undefined;
  readonly vpcEndpointId: string | undefined;
  readonly userAgent: string | undefined;
  readonly region: string;
  readonly network: Network | undefined;
  readonly agent: AgentFamily | undefined;
  /** 0 where the record names no region. */
  readonly regionKey: number;
}

const regionKeyOf = boundedMemo(500, (region) => (region === "" ? 0 : markKey(regionDimension, region)));
const agentOf = (userAgent: string | undefined) => (userAgent === undefined ? undefined : agentFamilyOf(userAgent));

/**
 * The caller of an activity; the last one of its identity where nothing differs, which is cheaper than looking it up.
 */
export function callerOf(activity: Activity, last: Caller | undefined): Caller {
  const { sourceAddress, vpcEndpointId, userAgent, region } = activity;
  if (
    last !== undefined &&
    last.sourceAddress === sourceAddress &&
    last.vpcEndpointId === vpcEndpointId &&
    last.region === region &&
    last.userAgent === userAgent
  ) {
    return last;
  }
  return {
    sourceAddress,
    vpcEndpointId,
    userAgent,
    region,
    network: networkOfCaller(sourceAddress, vpcEndpointId),
    agent: last !== undefined && last.userAgent === userAgent ? last.agent : agentOf(userAgent),
    regionKey: last !== undefined && last.region === region ? last.regionKey : regionKeyOf(region),
  };
}

function networkOfCaller(sourceAddress: string | undefined, vpcEndpointId: string | undefined): Network | undefined {
  if (vpcEndpointId !== undefined) return networkOfEndpoint(vpcEndpointId);
  return sourceAddress === undefined ? undefined : networkOf(sourceAddress);
}
