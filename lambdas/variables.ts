import type { Endpoints } from "../lib/adapters/sts/aws-caller.ts";

/** A variable that the stack sets. Throws where it is missing. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set; the stack sets it, deploy it again`);
  return value;
}

/** STS's endpoint, as the AWS SDK reads it: whoever sets a function's variables can change its code as well. */
export const endpointOf: Endpoints = (service) => (service === "sts" ? process.env["AWS_ENDPOINT_URL_STS"] : undefined);
