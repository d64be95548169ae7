import { denyEverything, type PolicyDocument, policyDocument, policySize, policySizes } from "./policy-document.ts";
import { policyValue, policyValues, refuseBeyond } from "./policy-values.ts";

interface InstanceLocation {
  readonly instanceArn: string;
  /** The VPC of the instance: calls through its endpoints have no public address. */
  readonly vpcId: string;
  /**
   * Public addresses that the instance calls from, its own and its NAT gateways'. Empty where it has endpoints only.
   */
  readonly addresses: readonly string[];
  /** Characters that the role's other inline policies leave over. */
  readonly room?: number;
}

/**
 * Denies everything to the credentials of one EC2 instance where they are used away from it: neither from its addresses
 * nor through endpoints of its VPC. The instance itself and others with the same role work on, and so do calls that a
 * service makes for it. Some 380 characters, inline on the role. An address that is missing from the list stops the
 * instance itself on that way out.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html (credentials used from elsewhere)
 */
export function pinInstanceLocation({
  instanceArn,
  vpcId,
  addresses,
  room = policySizes.roleInline,
}: InstanceLocation): PolicyDocument {
  const document = policyDocument(
    denyEverything("NhiLocation", {
      ArnEquals: { "ec2:SourceInstanceARN": policyValue("instanceArn", instanceArn) },
      // A condition that negates holds where its key is absent, so both must fail for a call to be from home.
      StringNotEquals: { "aws:SourceVpc": policyValue("vpcId", vpcId) },
      ...(addresses.length === 0 ? {} : { NotIpAddress: { "aws:SourceIp": policyValues("address", addresses) } }),
      BoolIfExists: { "aws:ViaAWSService": "false" },
    }),
  );
  refuseBeyond(policySize(document), room, "A policy that pins an instance's credentials to its place");
  return document;
}
