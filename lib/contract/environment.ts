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
  /** The queue of containments to be swept. */
  sweepQueueUrl: "WARDEN_SWEEP_QUEUE",
  /** Regions whose event history is looked into, with commas. */
  sweepRegions: "WARDEN_SWEEP_REGIONS",
  /** Sent to roles of member accounts. */
  externalId: "WARDEN_EXTERNAL_ID",
} as const;
