import { errorOf } from "../call-error.ts";
import type { MiniStack } from "../ministack.ts";
import { type Credentials, sendSigned, type WireAnswer, type WireCall } from "../signed-request.ts";

/** Calls of services that the project has no client for, as the account's root. They throw where one is refused. */
export interface ServiceCalls {
  /** A service that is told by a header what is called: `AmazonECS….RunTask`. */
  json<Answer>(service: string, target: string, parameters: object): Promise<Answer>;
  /** A service whose calls are paths. */
  rest<Answer>(service: string, method: "GET" | "POST" | "PUT", path: string, parameters?: object): Promise<Answer>;
  /** A service that answers in XML: the text of the answer. */
  query(service: string, action: string, parameters: Readonly<Record<string, string>>): Promise<string>;
}

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

export function serviceCalls({ endpoint, region, root }: MiniStack): ServiceCalls {
  const send = async (call: Omit<WireCall, "endpoint" | "region">): Promise<string> => {
    const { status, body } = await sendSigned(root, { endpoint, region, ...call }, Date.now());
    if (status >= 300) throw new Error(`${call.service} refused ${call.method} ${call.path}: ${body.slice(0, 300)}`);
    return body;
  };
  return {
    async json(service, target, parameters) {
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
      return JSON.parse(await send({ service, method: "POST", path: "/", headers, body: JSON.stringify(parameters) }));
    },
    async rest(service, method, path, parameters) {
      const body = parameters === undefined ? "" : JSON.stringify(parameters);
      return JSON.parse(await send({ service, method, path, headers: { "content-type": "application/json" }, body }));
    },
    query: (service, action, parameters) =>
      send({ service, method: "POST", path: "/", headers: form, body: formBody(action, parameters) }),
  };
}

/** One call of STS by whoever holds the credentials, or by nobody: `ok`, or the code of the refusal. */
export async function trySts(
  { endpoint, region }: MiniStack,
  credentials: Credentials | undefined,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const body = formBody(action, parameters);
  const call = { endpoint, region, service: "sts", method: "POST", path: "/", headers: form, body } as const;
  const answer =
    credentials === undefined ? await unsigned(endpoint, body) : await sendSigned(credentials, call, Date.now());
  return errorOf(answer.status, answer.body)?.code ?? "ok";
}

async function unsigned(endpoint: string, body: string): Promise<WireAnswer> {
  const answer = await fetch(endpoint, { method: "POST", headers: form, body });
  return { status: answer.status, body: await answer.text() };
}

const formBody = (action: string, parameters: Readonly<Record<string, string>>) =>
  new URLSearchParams({
    Action: action,
    ...(action.startsWith("Assume") ? { Version: "2011-06-15" } : {}),
    ...parameters,
  }).toString();

/** The texts of all elements of a name in an answer in XML. */
export const texts = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text = ""]) => text);

/** The only one that has to be there. */
export function text(xml: string, element: string): string {
  const [found] = texts(xml, element);
  if (found === undefined) throw new Error(`there is no ${element} in ${xml.slice(0, 300)}`);
  return found;
}
