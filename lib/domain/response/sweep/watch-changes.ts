import { change } from "./change.ts";

const restart = "restore it, and check what happened unseen meanwhile";

/** Changes of what watches, and what was taken from people. From the services' API references. */
export const watchChanges = [
  ...change("ec2", "DeleteFlowLogs", "flow logs", ["q.flowLogId"], restart),
  ...change(
    "bedrock",
    "PutModelInvocationLoggingConfiguration DeleteModelInvocationLoggingConfiguration",
    "model logging",
    [""],
    restart,
  ),
  ...change(
    "cloudtrail",
    "StopLogging DeleteTrail UpdateTrail PutEventSelectors",
    "trail",
    ["q.name q.trailName"],
    restart,
  ),
  ...change(
    "guardduty",
    "DeleteDetector UpdateDetector CreateIPSet CreateFilter DisassociateFromAdministratorAccount",
    "threat detection",
    ["q.detectorId"],
    restart,
  ),
  ...change(
    "config",
    "StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel",
    "configuration recorder",
    ["q.configurationRecorderName q.deliveryChannelName"],
    restart,
  ),
  ...change("events", "DeleteRule DisableRule RemoveTargets", "stopped event rule", ["q.name q.rule"], restart),
  ...change("securityhub", "DisableSecurityHub", "Security Hub", [""], restart),
  ...change("access-analyzer", "DeleteAnalyzer", "access analyser", ["q.analyzerName"], restart),
  ...change("logs", "DeleteLogGroup DeleteLogStream PutRetentionPolicy", "log group", ["q.logGroupName"], restart),
  ...change(
    "guardduty",
    "DisassociateFromMasterAccount DisassociateMembers StopMonitoringMembers DeleteMembers DeletePublishingDestination",
    "threat detection of members",
    ["q.detectorId"],
    restart,
  ),
  ...change("config", "DeleteConfigRule", "configuration rule", ["q.configRuleName"], restart),
  ...change("monitoring", "DeleteAlarms DisableAlarmActions", "alarm", ["q.alarmNames"], restart),
  ...change("wafv2", "UpdateIPSet UpdateWebACL DeleteWebACL DeleteRuleGroup", "web firewall", ["q.name q.id"], restart),
  ...change(
    "ec2",
    "CreateTrafficMirrorSession",
    "traffic mirror",
    [
      "q.CreateTrafficMirrorSessionRequest.NetworkInterfaceId r.CreateTrafficMirrorSessionResponse.trafficMirrorSession.trafficMirrorSessionId",
    ],
    "delete it, and take what it copied as read",
  ),
  ...change(
    "iam",
    "DeleteAccessKey DeleteLoginProfile DeleteUser DeleteRole",
    "removed access",
    ["q.userName q.roleName", "q.accessKeyId"],
    "give its owner access again",
  ),
  ...change(
    "sso-directory",
    "CreateUser CreateGroup AddMemberToGroup",
    "Identity Center user or membership",
    ["r.user.userId q.groupId q.userName", "q.memberId"],
    "disable the user, or take it out of the group",
  ),
];
