import type { Account } from "../accounts.ts";
import type { Call } from "../call.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { role } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { type Network, privateNetwork, providerNetwork } from "../networks.ts";
import type { Pattern } from "../patterns/pattern.ts";
import { releasePlan } from "../patterns/releases.ts";
import { adopting, type Script } from "../script.ts";
import { hourMs } from "../time-text.ts";
import { boto3, javascript, released } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

/** One Lambda function: what it is and what its role does. */
export interface FunctionPlan {
  readonly name: string;
  readonly account: Account;
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly language: "node" | "python";
  readonly inVpc?: boolean;
  readonly habits: readonly { readonly pattern: Pattern; readonly script: Script }[];
  /** A call that a release brings with it, from the third release on. */
  readonly adds?: Call;
}

/** One function's role: its sessions carry `inScopeOf`, and its user agent names the execution environment. */
export function functionSpec(world: World, plan: FunctionPlan): IdentitySpec {
  const { account, name, language, adds } = plan;
  const principal = role(world.seed, account, `${name}-role`, "/service-role/");
  const release = releasePlan(world.seed, name, world.startMs, 2);
  const adoptedMs = release.firstMs + release.periodMs;
  const network: Network = plan.inVpc === true ? privateNetwork(account) : providerNetwork();
  const userAgent = released(release, (version) =>
    language === "node"
      ? javascript(version, "dynamodb", "AWS_Lambda_nodejs20.x")
      : boto3(version, "AWS_Lambda_python3.12"),
  );
  const credentialsIssuedTo = `arn:aws:lambda:${account.region}:${account.accountId}:function:${name}`;
  return roleSpec(
    "lambda",
    principal,
    "lambda.amazonaws.com",
    adds === undefined
      ? plan
      : { ...plan, changes: [{ atMs: adoptedMs, what: `a release brought ${adds.permission}` }] },
    plan.habits.map(({ pattern, script }) => ({
      pattern,
      script: adds === undefined ? script : adopting(script, adoptedMs, 0.1, adds),
      network,
      userAgent,
    })),
    (census) =>
      assumedByService(
        principal,
        {
          servicePrincipal: "lambda.amazonaws.com",
          lifeMs: 12 * hourMs,
          sessionName: () => name,
          traits: { inScopeOf: { issuerType: "AWS::Lambda::Function", credentialsIssuedTo } },
        },
        census,
      ),
  );
}
