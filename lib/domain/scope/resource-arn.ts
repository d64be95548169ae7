import { arnPart } from "../identity/arn.ts";
import type { ResourceClass, TouchedResource } from "./touched-resource.ts";

/**
 * What stands before the name in an ARN, by service; from the services' pages of the Service Authorization Reference.
 */
const classes: ReadonlyMap<string, ResourceClass> = new Map<string, ResourceClass>([
  ["secretsmanager:secret", "secret"],
  ["ssm:parameter", "parameter"],
  ["ssm:document", "ssm-document"],
  ["dynamodb:table", "dynamodb-table"],
  ["lambda:function", "lambda-function"],
  ["lambda:layer", "lambda-layer"],
  ["iam:role", "iam-role"],
  ["iam:user", "iam-user"],
  ["iam:group", "iam-group"],
  ["iam:policy", "iam-policy"],
  ["iam:instance-profile", "iam-instance-profile"],
  ["iam:oidc-provider", "iam-provider"],
  ["iam:saml-provider", "iam-provider"],
  ["kms:key", "kms-key"],
  ["kms:alias", "kms-key"],
  ["ec2:instance", "ec2-instance"],
  ["ec2:volume", "ec2-volume"],
  ["ec2:snapshot", "ec2-snapshot"],
  ["ec2:image", "ec2-image"],
  ["ec2:security-group", "ec2-security-group"],
  ["ec2:key-pair", "ec2-key-pair"],
  ["ec2:launch-template", "ec2-launch-template"],
  ["ec2:vpc", "vpc"],
  ["ec2:subnet", "subnet"],
  ["states:stateMachine", "state-machine"],
  ["states:execution", "state-machine"],
  ["bedrock:foundation-model", "bedrock-model"],
  ["bedrock:inference-profile", "bedrock-model"],
  ["bedrock:application-inference-profile", "bedrock-model"],
  ["bedrock:custom-model", "bedrock-model"],
  ["bedrock:provisioned-model", "bedrock-model"],
  ["bedrock:agent", "bedrock-agent"],
  ["bedrock:agent-alias", "bedrock-agent"],
  ["bedrock:knowledge-base", "bedrock-knowledge-base"],
  ["bedrock:guardrail", "bedrock-guardrail"],
  ["ecr:repository", "ecr-repository"],
  ["logs:log-group", "log-group"],
  ["rds:db", "rds-instance"],
  ["rds:cluster", "rds-cluster"],
  ["rds:snapshot", "rds-snapshot"],
  ["rds:cluster-snapshot", "rds-snapshot"],
  ["redshift:cluster", "redshift-cluster"],
  ["eks:cluster", "eks-cluster"],
  ["ecs:cluster", "ecs-cluster"],
  ["ecs:service", "ecs-service"],
  ["ecs:task", "ecs-task"],
  ["ecs:task-definition", "ecs-task"],
  ["cloudtrail:trail", "trail"],
  ["guardduty:detector", "detector"],
  ["codebuild:project", "build-project"],
  ["cloudformation:stack", "stack"],
  ["kinesis:stream", "stream"],
  ["firehose:deliverystream", "stream"],
  ["elasticfilesystem:file-system", "file-system"],
  ["events:rule", "event-rule"],
  ["glue:database", "glue-database"],
  ["glue:table", "glue-table"],
  ["es:domain", "search-domain"],
  ["acm:certificate", "certificate"],
  ["elasticloadbalancing:loadbalancer", "load-balancer"],
]);

/**
 * Longer text is no name of AWS's: an ARN has at most 2,048 characters. It is cut, and so marked, before it is used.
 */
const longestText = 2_048;

/** Text that may be used as a name; one that was cut ends in `...`, so that it fits no pattern for the whole one. */
export const boundedName = (text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText - 3)}...`;

/** What an ARN names. Never throws: what looks like no ARN, or like none that is known, is of class `other`. */
export function resourceOfArn(text: string): TouchedResource {
  const arn = boundedName(text);
  const service = arnPart(arn, 2);
  const rest = arnPart(arn, 5);
  if (rest === "") return { name: arn, arn, class: "other" };
  if (service === "s3") return ofStorage(arn, rest);
  if (service === "sqs") return { name: rest, arn, class: "sqs-queue" };
  if (service === "sns") return { name: rest.split(":", 1)[0] as string, arn, class: "sns-topic" };
  const end = firstOf(rest, "/", ":");
  const type = end < 0 ? rest : rest.slice(0, end);
  const found = classes.get(`${service}:${type}`);
  if (found === undefined) return { name: rest, arn, class: "other" };
  return { name: nameIn(found, type, end < 0 ? rest : rest.slice(end + 1)), arn, class: found };
}

function ofStorage(arn: string, rest: string): TouchedResource {
  if (arnPart(arn, 4) !== "") {
    const name = rest.startsWith("accesspoint/") ? rest.slice("accesspoint/".length) : rest;
    return { name, arn, class: "s3-access-point" };
  }
  return { name: rest, arn, class: rest.includes("/") ? "s3-object" : "s3-bucket" };
}

function nameIn(found: ResourceClass, type: string, name: string): string {
  switch (found) {
    case "secret":
      return withoutSuffix(name);
    case "parameter":
      // The ARN of `/prod/db` is `…:parameter/prod/db`, that of `db` is `…:parameter/db`.
      return name.includes("/") ? `/${name}` : name;
    case "dynamodb-table":
    case "search-domain":
    case "stack":
      return upTo(name, "/");
    case "iam-role":
    case "iam-user":
    case "iam-policy":
      return name.slice(name.lastIndexOf("/") + 1);
    case "lambda-function":
    case "lambda-layer":
    case "state-machine":
    case "log-group":
      return upTo(name, ":");
    case "kms-key":
      return type === "alias" ? `alias/${name}` : name;
    default:
      return name;
  }
}

/** Secrets Manager puts a hyphen and six characters after a secret's name in its ARN. */
function withoutSuffix(name: string): string {
  return name.length > 7 && name.charCodeAt(name.length - 7) === 45 ? name.slice(0, -7) : name;
}

function upTo(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

function firstOf(text: string, a: string, b: string): number {
  const [atA, atB] = [text.indexOf(a), text.indexOf(b)];
  return atA < 0 ? atB : atB < 0 ? atA : Math.min(atA, atB);
}
