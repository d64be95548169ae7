import type { AccountState } from "./account-state.ts";
import { type Operations, type Parameters, text } from "./operation.ts";
import { type Secret, ServiceError, withResource } from "./service-resources.ts";

function secretOf(state: AccountState, { SecretId: id }: Parameters): Secret {
  const found = state.resources.get(String(id));
  if (found?.kind === "secret") return found;
  const message = "Secrets Manager can't find the specified secret.";
  throw new ServiceError("SecretsManager.ResourceNotFoundException", 400, message);
}

const refused = (message: string) => new ServiceError("SecretsManager.InvalidRequestException", 400, message);

/**
 * What the rotation function would do at once: the new version is the current one, and the last one is kept before it.
 */
function rotated(secret: Secret, version: string): Secret {
  const before = Object.entries(secret.versions).map(([id, labels]): [string, readonly string[]] => [
    id,
    labels.includes("AWSCURRENT") ? ["AWSPREVIOUS"] : [],
  ]);
  return { ...secret, versions: { ...Object.fromEntries(before), [version]: ["AWSCURRENT"] } };
}

/**
 * Secrets of Secrets Manager without their values. A rotation ends at once.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export const secretOperations: Operations = {
  "secretsmanager:describeSecret": {
    required: ["SecretId"],
    optional: [],
    run(state, parameters) {
      const { arn, rotates, versions } = secretOf(state, parameters);
      return { response: { ARN: arn, RotationEnabled: rotates, VersionIdsToStages: versions } };
    },
  },
  "secretsmanager:rotateSecret": {
    required: ["SecretId", "ClientRequestToken"],
    optional: [],
    run(state, parameters) {
      const secret = secretOf(state, parameters);
      const version = text(parameters, "ClientRequestToken");
      if (!secret.rotates) throw refused("No Lambda rotation function ARN is associated with this secret.");
      const underWay = Object.values(secret.versions).some(
        (labels) => labels.includes("AWSPENDING") && !labels.includes("AWSCURRENT"),
      );
      if (underWay) throw refused("A previous rotation isn't complete. That rotation will be reattempted.");
      const response = { ARN: secret.arn, VersionId: version };
      // The same version again is the same rotation.
      if (secret.versions[version]?.includes("AWSCURRENT")) return { response };
      return { state: withResource(state, rotated(secret, version)), response };
    },
  },
  "secretsmanager:updateSecretVersionStage": {
    required: ["SecretId", "VersionStage", "MoveToVersionId"],
    optional: ["RemoveFromVersionId"],
    run(state, parameters) {
      const secret = secretOf(state, parameters);
      const [label, to] = [text(parameters, "VersionStage"), text(parameters, "MoveToVersionId")];
      const versions = Object.fromEntries(
        Object.entries(secret.versions).map(([id, labels]) => {
          const others = labels.filter((one) => one !== label);
          return [id, id === to ? [...others, label] : others];
        }),
      );
      return { state: withResource(state, { ...secret, versions }), response: { ARN: secret.arn } };
    },
  },
};
