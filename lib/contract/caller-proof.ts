/**
 * How a person proves to the approver function who they are: an sts:GetCallerIdentity request that they sign and the
 * function sends. The signature covers the headers below, so a proof holds for one answer to one question, for minutes.
 */
export const callerProof = {
  method: "POST",
  path: "/",
  body: "Action=GetCallerIdentity&Version=2011-06-15",
  contentType: "application/x-www-form-urlencoded; charset=utf-8",
  /** The id of the containment that is asked about. */
  containmentHeader: "x-nhi-warden-containment",
  /** What is answered: see `provenAnswer`. */
  answerHeader: "x-nhi-warden-answer",
} as const;

/** What travels of such a request; method and body are fixed. */
export interface CallerProof {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** STS of a region, and of no other place. */
export const stsHost = (region: string): string =>
  `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

/** `approve`, `deny`, `narrow 0`. */
export const provenAnswer = (answer: string, narrower: number | undefined): string =>
  answer === "narrow" ? `narrow ${narrower ?? ""}` : answer;
