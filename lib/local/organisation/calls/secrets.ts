import { api, type Call } from "../call.ts";
import { hashText } from "../random.ts";

/** Secrets Manager ends a secret's ARN with six characters of its own choosing. */
export function secretArn(region: string, accountId: string, name: string): string {
  const suffix = hashText(`secret:${name}`).toString(36).padStart(6, "0").slice(0, 6);
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** GetSecretValue, DescribeSecret, PutSecretValue … of one secret. */
export function secretCall(eventName: string, name: string): Call {
  return api("secretsmanager", eventName, {
    parameters: (place) => ({ secretId: secretArn(place.region, place.accountId, name) }),
    about: (place) => secretArn(place.region, place.accountId, name),
  });
}

export const getSecret = (name: string): Call => secretCall("GetSecretValue", name);
export const listSecrets: Call = api("secretsmanager", "ListSecrets", {
  parameters: () => ({ maxResults: 100 }),
});

export function getParameter(name: string): Call {
  return api("ssm", "GetParameter", {
    parameters: () => ({ name, withDecryption: true }),
    resources: (place) => [
      { accountId: place.accountId, ARN: `arn:aws:ssm:${place.region}:${place.accountId}:parameter${name}` },
    ],
  });
}

export function getParameters(path: string): Call {
  return api("ssm", "GetParametersByPath", {
    parameters: () => ({ path, recursive: true, withDecryption: true, maxResults: 10 }),
    resources: (place) => [
      { accountId: place.accountId, ARN: `arn:aws:ssm:${place.region}:${place.accountId}:parameter${path}` },
    ],
  });
}

/** Decrypt, GenerateDataKey, Encrypt or Sign with one key; KMS counts them all as read-only. */
export function keyCall(
  eventName: string,
  alias: string,
  context?: (region: string, accountId: string) => object,
): Call {
  const id = hashText(`key:${alias}`).toString(16).padStart(8, "0");
  return api("kms", eventName, {
    readOnly: true,
    parameters: (place) => {
      const keyId = `arn:aws:kms:${place.region}:${place.accountId}:key/${id}-5b1f-4c2a-9d3e-${id}${id.slice(0, 4)}`;
      const encryptionContext = context?.(place.region, place.accountId);
      const shape =
        eventName === "GenerateDataKey" ? { keySpec: "AES_256" } : { encryptionAlgorithm: "SYMMETRIC_DEFAULT" };
      return encryptionContext === undefined ? { ...shape, keyId } : { ...shape, keyId, encryptionContext };
    },
    resources: (place, parameters) => [
      { accountId: place.accountId, type: "AWS::KMS::Key", ARN: String(parameters["keyId"]) },
    ],
  });
}
