import { api } from "../../lib/local/organisation/call.ts";
import {
  containerService,
  ecrToken,
  functionCall,
  registerTask,
  repositoryCall,
} from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, createAccessKey, createUser, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { describeTrails } from "../../lib/local/organisation/calls/operations.ts";
import { getSecret } from "../../lib/local/organisation/calls/secrets.ts";
import {
  datedKey,
  getObject,
  listBuckets,
  listObjects,
  putObject,
} from "../../lib/local/organisation/calls/storage.ts";
import { hexadecimal } from "../../lib/local/organisation/identifiers.ts";
import { runnerNetwork } from "../../lib/local/organisation/networks.ts";
import type { AttackScenario } from "./scenario.ts";
import { type Acting, type Stage, scripted, several, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere, foreignAccount } from "./stranger.ts";
import { takeSessionAnew } from "./take-session.ts";
import { scenario } from "./victim.ts";

/** As the job itself, on one more hosted runner. */
export function onNewRunner(stage: Stage, acting: Acting): Acting {
  const workload = `run-${hexadecimal(stage.random, 12)}`;
  const path = runnerNetwork()({ timeMs: stage.nowMs(), workload, step: 0 }, "sts", stage.random);
  return { ...acting, path: () => path };
}

const stolenToken = scenario(
  {
    name: "pipeline-token-stolen",
    technique: "T1528",
    story: "A job's OIDC token leaves its runner and is traded for a session on another network.",
    deterministic: false,
    slow: false,
  },
  ["github-storefront-deploy", "github-functions-deploy", "github-staging-deploy"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const thief = takeSessionAnew(stage, held, elsewhere(held, random));
    stage.wait(...typing);
    const looks = [
      listBuckets,
      ecrToken,
      describeTrails,
      iamCall("ListRoles"),
      iamCall("ListUsers"),
      api("ecs", "ListClusters"),
    ];
    stage.makeAll(thief, [callerIdentity, ...someOf(random, looks, 3, 6)], ...typing);
    stage.makeAll(thief, [listObjects("acme-shop-artifacts"), getSecret("build/registry")], ...typing);
    stage.makeSeveral(thief, 8, 20, () => getObject("acme-shop-artifacts", datedKey("source", "zip")), ...scripted);
    stage.makeAll(thief, [putObject("acme-shop-artifacts", datedKey("functions", "zip"))], ...typing);
  },
);

const subjectDrift = scenario(
  {
    name: "pipeline-subject-drift",
    technique: "T1199",
    story: "Another repository, or a branch that anybody may push, takes the deploy role and does its usual work.",
    deterministic: false,
    slow: false,
  },
  ["github-storefront-deploy", "github-staging-deploy"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const usual = "repo:acme-shop/storefront:ref:refs/heads/main";
    const other = random.pick([
      "repo:acme-shop/storefront:pull_request",
      `repo:acme-shop/storefront:ref:refs/heads/${random.pick(["patch-1", "fix-typo", "bump-deps"])}`,
      "repo:acme-shop/design-docs:ref:refs/heads/main",
      `repo:${random.pick(["devtools-mirror", "jk-forks", "open-utils"])}/storefront:ref:refs/heads/main`,
    ]);
    const job = takeSessionAnew(stage, held, onNewRunner(stage, held), { [usual]: other });
    stage.wait(...scripted);
    const pushes = [
      ecrToken,
      ...several(random, 1, 6, () => repositoryCall("InitiateLayerUpload", "storefront")),
      repositoryCall("PutImage", "storefront"),
      registerTask("catalogue"),
    ];
    const follows = [
      containerService("UpdateService", "production", "catalogue"),
      ...several(random, 1, 6, () => containerService("DescribeServices", "production", "catalogue")),
    ];
    const looks = several(random, 0, 2, () => random.pick([iamCall("ListRoles"), listBuckets]));
    stage.makeAll(job, [callerIdentity, ...shuffled(random, [...pushes, ...looks]), ...follows], ...scripted);
  },
);

const poisonedDependency = scenario(
  {
    name: "pipeline-poisoned",
    technique: "T1195.002",
    story: "A dependency of the build acts in the deploy job: same repository, branch and runners, new actions.",
    deterministic: false,
    slow: false,
  },
  ["github-storefront-deploy"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const job = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    stage.makeAll(job, [callerIdentity, ecrToken, repositoryCall("InitiateLayerUpload", "storefront")], ...scripted);
    const newUser = random.pick(["ci-metrics", "ecr-cache", "deploy-probe", "build-status"]);
    const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${foreignAccount(random)}:root"},"Action":"sts:AssumeRole"}]}`;
    const makesUser = [
      createUser(newUser),
      iamCall("AttachUserPolicy", { user: newUser }, { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
      createAccessKey(newUser),
    ];
    const opensRole = [
      iamCall(
        "UpdateAssumeRolePolicy",
        { role: random.pick(["catalogue-task", "checkout-task"]) },
        { policyDocument: trust },
      ),
    ];
    const looks = shuffled(random, [
      iamCall("ListRoles"),
      iamCall("ListUsers"),
      describeTrails,
      listBuckets,
      getSecret("payments/provider-key"),
    ]);
    stage.makeAll(job, looks.slice(0, random.integer(2, 5)), ...scripted);
    const harms = shuffled(random, [makesUser, opensRole]).slice(0, random.integer(1, 2));
    stage.makeAll(job, harms.flat(), ...scripted);
    stage.makeAll(job, [repositoryCall("PutImage", "storefront"), registerTask("catalogue")], ...scripted);
  },
);

const functionBackdoor = scenario(
  {
    name: "pipeline-opens-functions",
    technique: "T1648",
    story: "The functions' deploy job replaces other teams' code and lets an unknown account call a function.",
    deterministic: false,
    slow: false,
  },
  ["github-functions-deploy"],
  (stage, victim) => {
    const { random } = stage;
    const held = victim.holding();
    const job = takeSessionAnew(stage, held, onNewRunner(stage, held));
    stage.wait(...scripted);
    const names = shuffled(random, ["webhook-receiver", "rotate-access-keys", "invoice-render", "report-builder"]);
    const [functionName = ""] = names;
    const principal = foreignAccount(random);
    const reads = names.slice(0, random.integer(2, 4)).map((name) => functionCall("GetFunction20150331v2", name));
    stage.makeAll(job, [callerIdentity, api("lambda", "ListFunctions20150331"), ...reads], ...scripted);
    const layers = [`arn:aws:lambda:us-east-1:${principal}:layer:runtime:${random.integer(1, 9)}`];
    const permission = { functionName, statementId: "invoke", action: "lambda:InvokeFunction", principal };
    const changes = [
      functionCall("UpdateFunctionCode20150331v2", functionName),
      api("lambda", "UpdateFunctionConfiguration20150331v2", { parameters: () => ({ functionName, layers }) }),
      api("lambda", "AddPermission20150331v2", { parameters: () => permission }),
    ];
    stage.makeAll(job, shuffled(random, changes), ...typing);
  },
);

/** Roles that CI jobs take with their provider's token. */
export const pipelineScenarios: readonly AttackScenario[] = [
  stolenToken,
  subjectDrift,
  poisonedDependency,
  functionBackdoor,
];
