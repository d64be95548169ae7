import { readFileSync } from "node:fs";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readContext } from "../../lib/infra/context.ts";
import { addStacks } from "../../lib/infra/warden-app.ts";
import { sharedTemplates } from "./template-folder.ts";

const { context: flags } = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: Record<string, unknown> };

/** CDK notes for each construct where in the code it was made, which takes its time and is in no template. */
const withoutTraces = { "aws:cdk:disable-creation-stack-traces": true, "aws:cdk:disable-stack-trace": true };

/** The whole app with the feature flags of cdk.json, without bundling the functions. */
export function wardenApp(options: Record<string, unknown> = {}): App {
  const context = { ...flags, ...options, ...withoutTraces, "aws:cdk:bundling-stacks": [] };
  const app = new App({ context, analyticsReporting: false });
  addStacks(
    app,
    readContext((name) => app.node.tryGetContext(name)),
  );
  return app;
}

const templates = new Map<string, Template>();

/** CDK's own validation takes most of the time of a synthesis. Tests of the app have it on, all others off. */
export function withoutValidation<T>(synthesis: () => T): T {
  process.env["CDK_VALIDATION"] = "false";
  try {
    return synthesis();
  } finally {
    delete process.env["CDK_VALIDATION"];
  }
}

/** The template of one stack. */
export function synthesise(options: Record<string, unknown> = {}, stackId = "NhiWarden"): Template {
  const key = JSON.stringify([options, stackId]);
  const template = templates.get(key) ?? Template.fromJSON(templateOf(options, stackId));
  templates.set(key, template);
  return template;
}

/** From the app's templates, which are made together: one stack takes as long as all. */
function templateOf(options: Record<string, unknown>, stackId: string): object {
  const all = sharedTemplates(JSON.stringify(options), () => {
    const stacks = wardenApp(options).node.children.filter((child) => child instanceof Stack);
    return Object.fromEntries(
      stacks.map((stack) => [
        stack.node.id,
        withDefinitions(withoutValidation(() => Template.fromStack(stack)).toJSON(), stack),
      ]),
    );
  });
  const found = all[stackId];
  if (found === undefined) throw new Error(`there is no stack ${stackId}; there are ${Object.keys(all).join(", ")}`);
  return found;
}

type Machine = { Type: string; Properties: Record<string, unknown> & { DefinitionS3Location?: { Key: string } } };

/** The template with the text of each state machine, as it was staged, in the place of the file's name. */
function withDefinitions(template: { [key: string]: unknown }, stack: Stack): object {
  const { outdir } = stack.node.root as App;
  for (const resource of Object.values(template["Resources"] as Record<string, Machine>)) {
    const { DefinitionS3Location: location, ...others } = resource.Properties ?? {};
    if (resource.Type !== "AWS::StepFunctions::StateMachine" || location === undefined) continue;
    resource.Properties = { ...others, DefinitionText: readFileSync(`${outdir}/asset.${location.Key}`, "utf8") };
  }
  return template;
}

/** A deployed definition with its placeholders filled in: the partition `aws`, and for all else what `value` says. */
export function deployedDefinition(machine: unknown, value: (intrinsic: string) => string): object {
  const { DefinitionText: text = "", DefinitionSubstitutions: substitutions = {} } = machine as {
    DefinitionText?: string;
    DefinitionSubstitutions?: Record<string, object>;
  };
  const filled = Object.entries(substitutions).reduce((made, [name, intrinsic]) => {
    const said = JSON.stringify(intrinsic);
    return made.replaceAll(`\${${name}}`, said.includes("AWS::Partition") ? "aws" : value(said));
  }, text);
  if (/\$\{/.test(filled)) throw new Error(`a placeholder is left: ${/\$\{.{0,60}/.exec(filled)?.[0]}`);
  return JSON.parse(filled) as object;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, unknown>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, never>;
}

/** Logical id to properties of every resource of a type. */
export function resourcesOf(template: Template, type: string): Record<string, Record<string, never>> {
  const found = Object.entries(template.findResources(type)) as [string, Resource][];
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties]));
}

/** The statements of every policy that is attached to the role whose logical id starts so. */
export function statementsOfRole(template: Template, rolePrefix: string): Statement[] {
  const policies = Object.values(resourcesOf(template, "AWS::IAM::Policy")) as unknown as {
    Roles: { Ref: string }[];
    PolicyDocument: { Statement: Statement[] };
  }[];
  const own = policies.filter(({ Roles }) => Roles.some(({ Ref }) => Ref.startsWith(rolePrefix)));
  if (own.length === 0) throw new Error(`No policy is attached to a role ${rolePrefix}…`);
  return own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

export const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action).sort();
