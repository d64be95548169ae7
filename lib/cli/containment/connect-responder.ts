import { askApprover } from "../../adapters/lambda/ask-approver.ts";
import { askByHand } from "../../adapters/lambda/ask-by-hand.ts";
import { connectCaller } from "../../adapters/sts/aws-caller.ts";
import { wishDigest } from "../../adapters/sts/wish-digest.ts";
import type { ByHandWish } from "../../app/act-by-hand.ts";
import type { Responder } from "../../app/responder.ts";
import { UsageError } from "../usage-error.ts";
import type { Asked } from "../warden-stores.ts";

/**
 * A person with AWS credentials, in the region of the warden. Answers, containments and releases go through its
 * functions, each with a proof of who it is; the person's own rights reach nothing that is contained.
 */
export async function connectResponder({ as, environment }: Pick<Asked, "as" | "environment">): Promise<Responder> {
  if (as !== undefined) {
    throw new UsageError("--as is for the people of a demo; in AWS you are who your credentials say");
  }
  const caller = await connectCaller(
    (service) => environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? environment["AWS_ENDPOINT_URL"],
  );
  const { region, send } = caller;
  const ask = askApprover({ region, send });
  const act = askByHand({ region, send });
  let known: Promise<string> | undefined;
  const byHand = async (wish: ByHandWish) => {
    const proof = await caller.prove(wishDigest(wish), wish.kind, undefined);
    const { outcome, message, ...more } = await act({ ...wish, proof });
    if (outcome === "refused") throw new UsageError(message);
    return { outcome, ...more };
  };
  return {
    whoAmI() {
      known ??= caller.whoAmI();
      return known;
    },
    async answer({ containmentId, answer, narrower, why }) {
      const proof = await caller.prove(containmentId, answer, narrower);
      return ask({ containmentId, answer, narrower, why, proof });
    },
    async start({ target, identityKey, ...wanted }, why) {
      const { outcome, request } = await byHand({ kind: "contain", target, identityKey, why });
      return { outcome, request: request ?? { target, identityKey, ...wanted } };
    },
    async containSwept(swept) {
      const { derived } = await byHand({ kind: "sweep", ...swept, why: "a sweep by hand" });
      if (derived === undefined) throw new Error("the function does not say what came of the sweep; deploy it anew");
      return derived;
    },
    async sweepAgain(containmentId) {
      await byHand({ kind: "sweep-again", containmentId, why: "swept again by hand" });
    },
    release: async ({ containmentId, why }) => (await byHand({ kind: "release", containmentId, why })).outcome,
    close: async () => caller.close(),
  };
}
