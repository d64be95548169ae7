import {
  type CfnRule,
  type EventBus,
  type EventPattern,
  type IEventBus,
  type IRuleTarget,
  Rule,
} from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { exposedCredentials, guardDutyFindings, roleAccessFindings } from "./event-patterns.ts";

/**
 * Plain ENABLED never matches a read-only management event (Describe, Get, List). The L2 construct knows only that one:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const everyManagementEvent = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

export interface WatchBusProps {
  /** The account's default bus where it is left undefined. */
  readonly eventBus: EventBus | undefined;
  /** CloudTrail events in disjoint parts, each with its own target. */
  readonly cloudTrail: readonly { readonly id: string; readonly pattern: EventPattern; readonly target: IRuleTarget }[];
  /** Where findings of GuardDuty and Access Analyzer and AWS Health's notices go. */
  readonly noticeTarget: IRuleTarget;
  readonly emulator: boolean;
}

/**
 * The rules on one event bus: CloudTrail with its read-only events, GuardDuty, Access Analyzer, and exposed
 * credentials.
 */
export class WatchBus extends Construct {
  constructor(scope: Construct, id: string, props: WatchBusProps) {
    super(scope, id);
    const bus = props.eventBus === undefined ? {} : { eventBus: props.eventBus as IEventBus };
    for (const { id: part, pattern, target } of props.cloudTrail) {
      const rule = new Rule(this, `CloudTrail${part}`, { ...bus, eventPattern: pattern, targets: [target] });
      // Emulators match only rules whose state is ENABLED.
      if (!props.emulator) (rule.node.defaultChild as CfnRule).state = everyManagementEvent;
    }
    new Rule(this, "GuardDuty", { ...bus, eventPattern: guardDutyFindings, targets: [props.noticeTarget] });
    new Rule(this, "AccessFindings", { ...bus, eventPattern: roleAccessFindings, targets: [props.noticeTarget] });
    new Rule(this, "ExposedCredentials", { ...bus, eventPattern: exposedCredentials, targets: [props.noticeTarget] });
  }
}
