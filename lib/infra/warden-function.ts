import { existsSync } from "node:fs";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { functionBundle } from "./function-bundle.ts";

/** The Node.js of every function; `functionBundle.target` is esbuild's name for it. */
const runtime = Runtime.NODEJS_24_X;

/**
 * Memory at which Lambda gives a function one whole CPU:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const oneCpuMb = 1769;

export interface WardenFunctionProps {
  /** File below the repository's root whose export `handler` is called. */
  readonly entry: string;
  readonly description: string;
  /** Where somebody has to know it without reading the stack. */
  readonly functionName?: string;
  /** Where another account's role trusts it by name. */
  readonly roleName?: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number | undefined;
}

/**
 * A function of the warden: bundled by the local esbuild with the SDK clients it uses, the rules and the policy beside
 * it, a role with nothing but its own log, and that log kept for 90 days.
 */
export class WardenFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: WardenFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { roleName } = props;
    const role = new Role(this, "Role", {
      ...(roleName === undefined ? {} : { roleName }),
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.handler = new NodejsFunction(this, "Handler", {
      entry: props.entry,
      handler: "handler",
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      description: props.description,
      runtime,
      architecture: Architecture.ARM_64,
      memorySize: oneCpuMb,
      timeout: props.timeout,
      role,
      logGroup: this.logGroup,
      environment: {
        // A batch's parsed records fit into the young generation, so most of them die there, cheaply.
        NODE_OPTIONS: "--max-semi-space-size=64",
        ...props.environment,
      },
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      bundling: {
        format: OutputFormat.ESM,
        target: functionBundle.target,
        minify: true,
        mainFields: functionBundle.mainFields,
        // Only the clients in use are bundled: smaller, and so faster to start, than the SDK that the runtime brings.
        bundleAwsSDK: true,
        externalModules: [],
        esbuildArgs: { "--alias": Object.entries(functionBundle.alias).map(([name, file]) => `${name}=${file}`) },
        banner: functionBundle.banner,
        commandHooks: { beforeInstall: () => [], beforeBundling: () => [], afterBundling: copyRulesAndPolicy },
      },
    });
  }
}

/**
 * The rules, the contracts and the policy go beside `index.mjs`. Without a policy file the handler's default holds: it
 * observes.
 */
function copyRulesAndPolicy(inputDirectory: string, outputDirectory: string): string[] {
  const copies = ["rules", "contracts", "warden.yaml"].filter((name) => existsSync(`${inputDirectory}/${name}`));
  return copies.map((name) => `cp -R "${inputDirectory}/${name}" "${outputDirectory}/${name}"`);
}
