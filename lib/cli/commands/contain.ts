import { prepareByHand } from "../../app/contain-by-hand.ts";
import type { ContainmentRecord } from "../../app/ports.ts";
import { printable } from "../../domain/event/printable.ts";
import { adviceBeside } from "../../domain/response/companion.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { namedTarget, playbookNamed } from "../containment/contain-target.ts";
import { plannedCalls, policiesOf } from "../containment/dry-run.ts";
import { policyNamed } from "../containment/policy-named.ts";
import { renderDryRun } from "../containment/render-dry-run.ts";
import {
  asHelp,
  asOption,
  placeHelp,
  placeOptions,
  type Response,
  whyOf,
  withResponse,
} from "../containment/with-response.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

const options = {
  ...placeOptions,
  ...asOption,
  of: { type: "string" },
  vpc: { type: "string" },
  address: { type: "string", multiple: true },
  from: { type: "string" },
  "security-group": { type: "string" },
  certificate: { type: "string" },
  session: { type: "string" },
  playbook: { type: "string" },
  policy: { type: "string" },
  why: { type: "string" },
  "dry-run": { type: "boolean" },
} as const;

const help = `nhi contain IDENTITY|KEY|SESSION|RESOURCE [--playbook NAME] --why TEXT [--dry-run]

Starts a playbook by hand. Where the policy does not let the warden contain this identity by itself, other people are
asked first: you start it, they say yes. A protected identity is refused.

  IDENTITY        ARN of a user or role; the playbook has to be named
  KEY             access key AKIA…, or service-specific credential ACCA… (a Bedrock API key), with --of USER_ARN
  SESSION         AROA…:NAME as userIdentity.principalId has it, with --of ROLE_ARN
  RESOURCE        ARN of a Lambda function, an EC2 instance, a profile of Roles Anywhere, an EKS pod identity
                  association, a secret, an ECS task or an agent runtime of Bedrock AgentCore, in the region of the
                  warden; others are always asked
  --of ARN        whose key, session or credentials it is; of a resource its role, whose case and protection then hold
                  for it
  --security-group SG
                  of an instance that is to be isolated: the group for that, tagged nhi-warden:isolation = true
  --certificate CN
                  of a profile of Roles Anywhere: the one certificate that is denied, by its subject's common name
  --session ID    of an agent runtime: the session that is stopped, by its id
  --vpc ID        of an instance whose credentials are used elsewhere: its VPC, calls through whose endpoints go on
  --address ADDR  of such an instance: a public address or network that it calls from, its own or its NAT gateway's; once
                  for each. One that is missing is cut off. none: its VPC has endpoints only
  --from WHOM     whom a role's trust is to refuse: PROVIDER:CLAIM=VALUE, a service account, an ARN, an account's id
  --playbook NAME what is done; nhi playbooks lists them
  --why TEXT      why, for those who are asked and for the record; has to be given, except with --dry-run
  --dry-run       start nothing; print the exact calls and policies, who would be asked, and who depends on it
  --policy FILE   the policy in force; without it warden.yaml in the current folder, if there is one
${asHelp}
${placeHelp}

In AWS the function NhiWarden-ByHand starts it, under the policy that is in force there and under your name, which STS
vouches for; --policy then only counts for --dry-run. You need the policy NhiWardenResponderOperator. The exit code is 0,
and 2 where nothing may be started.`;

/** `nhi contain` */
export const containCommand: Command = {
  name: "contain",
  summary: "start a playbook by hand, or see with --dry-run what it would do",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("contain", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [subject, ...rest] = positionals;
    if (subject === undefined)
      throw new UsageError("contain what? name a user, a role, a key, a session or a resource");
    if (rest.length > 0) throw new UsageError(`one at a time, not also ${printable(rest[0] as string, 60)}`);
    const isDry = values["dry-run"] === true;
    const playbook = values.playbook === undefined ? undefined : playbookNamed(values.playbook);
    const named = namedTarget(subject, values.of, playbook, {
      vpc: values.vpc,
      addresses: values.address,
      from: values.from,
      securityGroupId: values["security-group"],
      certificateName: values.certificate,
      agentSessionId: values.session,
    });
    const why = isDry ? (values.why ?? "a dry run") : whyOf(values.why, "contain");
    const policy = await policyNamed(values.policy, world);
    return withResponse(values, world, async (response): Promise<ExitCode> => {
      const { stores, person } = response;
      const startedBy = await (await person()).whoAmI();
      const request = await prepareByHand({ ...stores, policy }, { ...named, startedBy, why }, stores.nowMs());
      if (typeof request === "string") throw new UsageError(request);
      return isDry ? showDryRun(request, values, world) : start(request, why, response, values.json === true, world);
    });
  },
};

async function showDryRun(
  request: ContainmentRequest,
  values: { readonly json?: boolean | undefined; readonly "no-color"?: boolean | undefined },
  world: World,
): Promise<ExitCode> {
  const definition = world.playbookDefinitions?.({ tableName: "TABLE", topicArn: "TOPIC" })[request.playbook];
  if (definition === undefined) throw new Error(`this nhi was started without the definition of ${request.playbook}`);
  const calls = await plannedCalls(definition, request);
  const policies = policiesOf(request.target, request);
  const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
  world.stdout.write(
    values.json
      ? jsonLine({ format: "nhi-dry-run/1", request, calls, policies })
      : renderDryRun({ request, calls, policies }, paint),
  );
  return 0;
}

async function start(
  wanted: ContainmentRequest,
  why: string,
  { stores, person, place }: Response,
  asJson: boolean,
  world: World,
): Promise<ExitCode> {
  const { outcome: started, request } = await (await person()).start(wanted, why);
  const { containmentId } = request;
  const record = await stores.containments.get(containmentId);
  if (asJson) {
    world.stdout.write(jsonLine({ format: "nhi-contain/1", started, request, containment: record }));
    return 0;
  }
  const advice = adviceBeside(request);
  const lines = [
    `${containmentId}: ${request.playbook} on ${targetText(request.target)} ${started === "started" ? "was started" : "was started before"}.`,
    stateText(request, record),
    ...(advice === undefined ? [] : [advice]),
    `nhi containments ${containmentId}${place} shows how it ends.`,
  ];
  world.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function stateText({ approval }: ContainmentRequest, record: ContainmentRecord | undefined): string {
  if (record !== undefined && record.state !== "running") {
    return `${record.outcome}: ${printable(record.detail ?? "", 600)}`;
  }
  if (approval === undefined) return "Nobody is asked first.";
  return `${approval.people === 1 ? "Another person has" : "Two other people have"} to say yes: nhi approvals shows the question.`;
}
