/** Names of the environment variables that the stack sets and the handlers read. */
export const environment = {
  tableName: "WARDEN_TABLE",
  topicArn: "WARDEN_TOPIC",
  setAsideQueueUrl: "WARDEN_SET_ASIDE_QUEUE",
  /** JSON object: playbook name to state machine ARN. */
  playbookArns: "WARDEN_PLAYBOOKS",
  /** The account whose people answer questions. */
  homeAccount: "WARDEN_HOME_ACCOUNT",
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: "WARDEN_PARTITION",
} as const;
