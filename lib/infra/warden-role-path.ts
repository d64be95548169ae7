import type { IAspect } from "aws-cdk-lib";
import { CfnRole } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";
import { names } from "../contract/names.ts";

/**
 * Puts every role of a stack on the warden's path, which no playbook changes and the default policy protects; but for
 * one that names a path of its own, which is the canary.
 */
export class WardenRolePath implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof CfnRole && node.path === undefined) node.path = names.rolePath;
  }
}
