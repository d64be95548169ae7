import { DefaultStackSynthesizer, type IStackSynthesizer } from "aws-cdk-lib";

/**
 * Synthesises a template that needs nothing of CDK's bootstrap, not even its version: it can be given to a StackSet or
 * to CloudFormation as it is, and `cdk deploy` takes it as well.
 */
export const standAlone = (): IStackSynthesizer =>
  new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
