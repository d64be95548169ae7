import { type AccountState, type ServiceCredential, type User, withPrincipal } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import { isoSeconds, type Operations, optionalText, statusIn, text, userNamed } from "./operation.ts";

/** AWS: a user has at most two of each service. */
const perService = 2;
/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html */
const services = ["bedrock.amazonaws.com", "cassandra.amazonaws.com", "codecommit.amazonaws.com", "logs.amazonaws.com"];

const heldBy = ({ serviceCredentials = [] }: User): readonly ServiceCredential[] => serviceCredentials;

const metadata = (user: User, { id, serviceName, status, createdMs }: ServiceCredential) => ({
  UserName: user.name,
  ServiceSpecificCredentialId: id,
  ServiceName: serviceName,
  Status: status,
  CreateDate: isoSeconds(createdMs),
});

function credentialOf(user: User, id: string): ServiceCredential {
  const found = heldBy(user).find((one) => one.id === id);
  if (found === undefined) throw noSuchEntity(`The service specific credential with id ${id}`);
  return found;
}

const withCredentials = (
  state: AccountState,
  user: User,
  serviceCredentials: readonly ServiceCredential[],
): AccountState => withPrincipal(state, { ...user, serviceCredentials });

export const serviceCredentialOperations: Operations = {
  createServiceSpecificCredential: {
    required: ["UserName", "ServiceName"],
    optional: [],
    run(state, p, { nowMs, newId }) {
      const user = userNamed(state, text(p, "UserName"));
      const serviceName = text(p, "ServiceName");
      if (!services.includes(serviceName)) {
        throw new IamError(
          "NotSupportedService",
          `No such credentials for ${serviceName}; ${services.join(", ")} have.`,
        );
      }
      if (heldBy(user).filter((one) => one.serviceName === serviceName).length >= perService) {
        throw new IamError("LimitExceeded", `Cannot exceed quota for ServiceSpecificCredentialsPerUser: ${perService}`);
      }
      const made: ServiceCredential = { id: newId("ACCA"), serviceName, status: "Active", createdMs: nowMs };
      // The simulation signs nothing, so no credential has a secret that could leak.
      const response = { ServiceSpecificCredential: { ...metadata(user, made), ServicePassword: "simulated" } };
      return { state: withCredentials(state, user, [...heldBy(user), made]), response };
    },
  },
  listServiceSpecificCredentials: {
    required: ["UserName"],
    optional: ["ServiceName"],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const only = optionalText(p, "ServiceName");
      const shown = heldBy(user).filter(({ serviceName }) => only === undefined || serviceName === only);
      const ServiceSpecificCredentials = shown.map((one) => metadata(user, one));
      return { response: { ServiceSpecificCredentials, IsTruncated: false } };
    },
  },
  updateServiceSpecificCredential: {
    required: ["UserName", "ServiceSpecificCredentialId", "Status"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const status = statusIn(p);
      const changed = credentialOf(user, text(p, "ServiceSpecificCredentialId"));
      const all = heldBy(user).map((one): ServiceCredential => (one === changed ? { ...one, status } : one));
      return { state: withCredentials(state, user, all), response: {} };
    },
  },
  deleteServiceSpecificCredential: {
    required: ["UserName", "ServiceSpecificCredentialId"],
    optional: [],
    run(state, p) {
      const user = userNamed(state, text(p, "UserName"));
      const deleted = credentialOf(user, text(p, "ServiceSpecificCredentialId"));
      const left = heldBy(user).filter((one) => one !== deleted);
      return { state: withCredentials(state, user, left), response: {} };
    },
  },
};
