import { Duration } from "aws-cdk-lib";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { environment } from "../contract/environment.ts";
import type { NetworkFactsRefresh } from "./network-facts.ts";
import type { Notices } from "./notices.ts";
import type { PlaybookMachines } from "./playbook-machines.ts";
import { deadLetterQueue } from "./private-queue.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

export interface AssessmentProps {
  readonly storage: Storage;
  readonly notices: Notices;
  readonly playbooks: PlaybookMachines;
  readonly networkFacts: NetworkFactsRefresh | undefined;
  readonly reservedConcurrency: number | undefined;
}

/** The function that assesses events as they come, and the queue for records that it cannot read. */
export class Assessment extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;
  readonly setAside: Queue;
  readonly timeout = Duration.seconds(60);
  private readonly props: AssessmentProps;

  constructor(scope: Construct, id: string, props: AssessmentProps) {
    super(scope, id);
    this.props = props;
    this.setAside = deadLetterQueue(this, "SetAside");
    const assess = new WardenFunction(this, "Events", {
      entry: "lambdas/assess-events.ts",
      description: "NHI Warden: assesses CloudTrail events in batches",
      timeout: this.timeout,
      environment: this.environment(),
      reservedConcurrency: props.reservedConcurrency,
    });
    this.handler = assess.handler;
    this.logGroup = assess.logGroup;
    this.grant(this.handler);
  }

  /** What a function needs to know in order to assess. */
  environment(): Record<string, string> {
    const { storage, notices, playbooks, networkFacts } = this.props;
    return {
      ...networkFacts?.environment(),
      [environment.tableName]: storage.table.tableName,
      [environment.topicArn]: notices.topic.topicArn,
      [environment.setAsideQueueUrl]: this.setAside.queueUrl,
      [environment.playbookArns]: playbooks.arns(),
    };
  }

  /** What a function needs to be allowed in order to assess. */
  grant(grantee: NodejsFunction): void {
    const { storage, notices, playbooks, networkFacts } = this.props;
    networkFacts?.grantRead(grantee);
    storage.grantAssessment(grantee);
    notices.grantPublish(grantee);
    playbooks.grantStart(grantee);
    this.setAside.grantSendMessages(grantee);
  }
}
