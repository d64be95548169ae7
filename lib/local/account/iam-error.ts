/** The API errors that the simulated IAM and STS raise, by the code the API answers with. */
const codes = {
  NoSuchEntity: ["NoSuchEntityException", 404],
  LimitExceeded: ["LimitExceededException", 409],
  EntityAlreadyExists: ["EntityAlreadyExistsException", 409],
  UnmodifiableEntity: ["UnmodifiableEntityException", 400],
  DeleteConflict: ["DeleteConflictException", 409],
  MalformedPolicyDocument: ["MalformedPolicyDocumentException", 400],
  NotSupportedService: ["ServiceNotSupportedException", 404],
  InvalidInput: ["InvalidInputException", 400],
  ValidationError: ["IamException", 400],
  AccessDenied: ["IamException", 403],
} as const;

export type IamErrorCode = keyof typeof codes;

/**
 * An error of the simulated IAM.
 * `stateMachineError` is its name in Step Functions, which takes the names of the Java SDK:
 * `Iam.NoSuchEntityException`; an error that the API model does not list is `Iam.IamException`.
 */
export class IamError extends Error {
  override readonly name = "IamError";
  readonly code: IamErrorCode;
  readonly stateMachineError: string;
  readonly httpStatus: number;
  /** CloudTrail's errorCode: the exception's name where the model lists it, else the bare code. */
  readonly errorCode: string;

  constructor(code: IamErrorCode, message: string) {
    super(message);
    const [exception, httpStatus] = codes[code];
    this.code = code;
    this.httpStatus = httpStatus;
    this.stateMachineError = `Iam.${exception}`;
    this.errorCode = exception === "IamException" ? code : exception;
  }
}

export const noSuchEntity = (what: string) => new IamError("NoSuchEntity", `${what} cannot be found.`);
