import type { Random } from "./random.ts";

/** Where and when a call is made: what its parameters may depend on. */
export interface CallPlace {
  readonly accountId: string;
  readonly region: string;
  readonly timeMs: number;
  readonly workload: string;
  readonly random: Random;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface ResourceReference {
  readonly ARN: string;
  readonly accountId?: string;
  readonly type?: string;
}

/** One API call as an identity makes it, before it is known who makes it and when. */
export interface Call {
  /** `s3` */
  readonly service: string;
  readonly eventSource: string;
  readonly eventName: string;
  /** The IAM permission that it needs: `s3:ListAllMyBuckets` for S3's ListBuckets. */
  readonly permission: string;
  readonly readOnly: boolean;
  /** A data event (object, item, message), not a management event. */
  readonly data: boolean;
  /** Recorded in us-east-1, wherever it is made from. */
  readonly global: boolean;
  /** First part of the host that is called, where it is not the service's name. */
  readonly host: string;
  readonly parameters: ((place: CallPlace) => Fields) | undefined;
  readonly response: ((place: CallPlace, parameters: Fields) => Fields) | undefined;
  /** ARN of what the call is about; needed only where the record does not list it among its resources. */
  readonly about: ((place: CallPlace, parameters: Fields) => string) | undefined;
  /** Resources as the record lists them: most services list none. */
  readonly resources: ((place: CallPlace, parameters: Fields) => readonly ResourceReference[]) | undefined;
  readonly error: { readonly code: string; readonly message: string | undefined } | undefined;
}

export type CallOptions = Partial<Omit<Call, "service" | "eventName" | "eventSource">> & {
  readonly eventSource?: string;
};

const readVerbs = /^(?:Get|List|Describe|Head|BatchGet|Lookup|Search|Scan|Query|Retrieve|Select|Check|Simulate)/;
const globalServices = new Set(["iam", "organizations", "cloudfront", "route53"]);

/** An API call with CloudTrail's usual defaults: read-only by its verb, a management event, regional. */
export function api(service: string, eventName: string, options: CallOptions = {}): Call {
  return {
    service,
    eventSource: options.eventSource ?? `${service}.amazonaws.com`,
    eventName,
    permission: options.permission ?? `${service}:${eventName.replace(/\d{8}(?:v\d)?$/, "")}`,
    readOnly: options.readOnly ?? readVerbs.test(eventName),
    data: options.data ?? false,
    global: options.global ?? globalServices.has(service),
    host: options.host ?? service,
    parameters: options.parameters,
    response: options.response,
    about: options.about,
    resources: options.resources,
    error: options.error,
  };
}

/** ARN of what a call is about, as IAM's `Resource` would name it; `*` where it is about nothing in particular. */
export function resourceOf(call: Call, place: CallPlace, parameters: Fields): string {
  return call.about?.(place, parameters) ?? call.resources?.(place, parameters)[0]?.ARN ?? "*";
}

/** The same call, answered with an error and without a response. */
export function failing(call: Call, code: string, message: string): Call {
  return { ...call, response: undefined, error: { code, message } };
}

/** The same call, refused by IAM; the record's message is written when it is known who asked. */
export function denied(call: Call): Call {
  const code = call.service === "ec2" ? "Client.UnauthorizedOperation" : "AccessDenied";
  return { ...call, response: undefined, error: { code, message: undefined } };
}
