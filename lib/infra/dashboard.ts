import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { metrics } from "../contract/metrics.ts";

export interface DashboardProps {
  readonly alarms: readonly Alarm[];
  readonly handler: IFunction;
  readonly machines: readonly StateMachine[];
  /** How far assessment lags behind. */
  readonly waiting: IMetric;
}

const period = Duration.minutes(5);

/** One page: is it well, what came in, what was found, what was done. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { alarms, handler, machines, waiting } = props;
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 12, height: 6 });
    const dashboard = new CloudWatchDashboard(this, "Dashboard");
    dashboard.addWidgets(new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 24, height: 4 }));
    dashboard.addWidgets(
      graph("Records", [own("recordsRead"), own("recordsSetAside")], [own("identitiesTouched")]),
      graph("Findings and alerts", [own("findings"), own("alerts"), own("containmentsStarted")]),
    );
    dashboard.addWidgets(
      graph(
        "Age of events when they are assessed (ms), and what waits",
        [own("eventAge", "p50"), own("eventAge", "p99")],
        [waiting],
      ),
      graph("Standings that another batch changed first", [own("standingConflicts")]),
    );
    dashboard.addWidgets(
      graph(
        "Assess function",
        [handler.metricInvocations({ period }), handler.metricErrors({ period }), handler.metricThrottles({ period })],
        [handler.metricDuration({ period, statistic: "p99" })],
      ),
      graph(
        "Playbooks",
        machines.map((machine) => machine.metricStarted({ period })),
        machines.map((machine) => machine.metricFailed({ period })),
      ),
    );
  }
}

/** A metric that the handlers write in embedded metric format, without dimensions. */
function own(name: Exclude<keyof typeof metrics, "namespace">, statistic = "Sum"): Metric {
  return new Metric({ namespace: metrics.namespace, metricName: metrics[name], statistic, period });
}
