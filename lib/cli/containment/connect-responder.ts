import { askApprover } from "../../adapters/lambda/ask-approver.ts";
import { connectMachines } from "../../adapters/step-functions/machines.ts";
import { connectCaller } from "../../adapters/sts/aws-caller.ts";
import type { Responder } from "../../app/responder.ts";
import { UsageError } from "../usage-error.ts";
import type { Asked } from "../warden-stores.ts";

/**
 * A person with AWS credentials, in the region and the account of the warden. Answers go through the approver function,
 * with a proof of who they are; playbooks and releases are started with the person's own rights.
 */
export async function connectResponder({ as, environment }: Pick<Asked, "as" | "environment">): Promise<Responder> {
  if (as !== undefined) {
    throw new UsageError("--as is for the people of a demo; in AWS you are who your credentials say");
  }
  const caller = await connectCaller(
    (service) => environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? environment["AWS_ENDPOINT_URL"],
  );
  const { region } = caller;
  const ask = askApprover({ region, send: caller.send });
  let known: Promise<string> | undefined;
  const whoAmI = () => {
    known ??= caller.whoAmI();
    return known;
  };
  let opened: ReturnType<typeof connectMachines> | undefined;
  const machines = async () => {
    const [, partition = "aws", , , accountId = ""] = (await whoAmI()).split(":");
    opened ??= connectMachines({ partition, region, accountId });
    return opened;
  };
  return {
    whoAmI,
    async answer({ containmentId, answer, narrower, why }) {
      const proof = await caller.prove(containmentId, answer, narrower);
      return ask({ containmentId, answer, narrower, why, proof });
    },
    start: async (request) => (await machines()).start(request),
    release: async (request) => (await machines()).release(request),
    async close() {
      opened?.close();
      caller.close();
    },
  };
}
