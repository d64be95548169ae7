import { isPrivateAddress } from "../../domain/behaviour/network.ts";
import { parseAddressRange } from "../../domain/event/address.ts";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import { printable } from "../../domain/event/printable.ts";
import { policyValue, type ValueKind } from "../../domain/response/policies/policy-values.ts";
import { isInstanceOf, mostAddresses } from "../../domain/response/read-target.ts";
import { UsageError } from "../usage-error.ts";

/** What a call says of the place of an instance. */
export interface InstancePlace {
  readonly vpc?: string | undefined;
  /** Public addresses and networks, or `none` alone. */
  readonly addresses?: readonly string[] | undefined;
}

/**
 * Fields of a target that pins an instance, checked; none for any other subject. A wrong or forgotten address would
 * stop the instance itself, so the command guesses nothing. Throws a UsageError.
 */
export function placeOfInstance(
  instanceArn: string | undefined,
  accountId: string,
  { vpc, addresses = [] }: InstancePlace,
): object {
  if (instanceArn === undefined) {
    if (vpc === undefined && addresses.length === 0) return {};
    throw new UsageError("--vpc and --address say where an instance is; leave them out for everything else");
  }
  if (!isInstanceOf(accountId, instanceArn)) {
    throw new UsageError(`${printable(instanceArn, 120)} is not in account ${accountId}, as the role is`);
  }
  if (vpc === undefined) throw new UsageError("which VPC is the instance in? name it with --vpc vpc-…");
  if (addresses.length === 0) {
    throw new UsageError(
      "where does the instance call from? name each public address with --address, its NAT gateway's too, or --address none where its VPC has endpoints only",
    );
  }
  const isNone = addresses.length === 1 && addresses[0] === "none";
  if (addresses.length > mostAddresses) {
    throw new UsageError(`${addresses.length} addresses are no place; at most ${mostAddresses} are taken`);
  }
  return { instanceArn, vpcId: checked("vpcId", vpc), addresses: isNone ? [] : addresses.map(publicAddress) };
}

function publicAddress(text: string): string {
  const range = parseAddressRange(checked("address", text));
  if (range !== undefined && !isPrivateAddress(range.first)) return text;
  throw new UsageError(
    `${printable(text, 60)} is a private address, which AWS never sees a call come from; name the public one, the instance's own or its NAT gateway's`,
  );
}

function checked(kind: ValueKind, value: string): string {
  try {
    return policyValue(kind, value);
  } catch (error) {
    throw new UsageError(errorMessageOf(error));
  }
}
