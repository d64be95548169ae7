import { api, type Call, type CallPlace } from "../call.ts";

/** An EC2 Describe call without filters. */
export function describe(eventName: string): Call {
  return api("ec2", eventName, { parameters: () => ({ maxResults: 1000 }) });
}

export const describeInstances: Call = api("ec2", "DescribeInstances", {
  parameters: () => ({ instancesSet: {}, filterSet: {} }),
});

/** What the SSM agent on every instance says of itself. */
export const agentHeartbeat: Call = api("ssm", "UpdateInstanceInformation", {
  parameters: (place) => ({
    instanceId: place.workload,
    agentVersion: "3.3.987.0",
    agentStatus: "Active",
    platformType: "Linux",
    platformName: "Amazon Linux",
    platformVersion: "2023",
    agentName: "amazon-ssm-agent",
    availabilityZone: `${place.region}a`,
  }),
});

export const listAssociations: Call = api("ssm", "ListInstanceAssociations", {
  parameters: (place) => ({ instanceId: place.workload, maxResults: 20 }),
  resources: (place) => [
    { accountId: place.accountId, ARN: `arn:aws:ec2:${place.region}:${place.accountId}:instance/${place.workload}` },
  ],
});

export const describeTags: Call = api("ec2", "DescribeTags", {
  parameters: (place) => ({
    filterSet: { items: [{ name: "resource-id", valueSet: { items: [{ value: place.workload }] } }] },
  }),
});

export const ecrToken: Call = api("ecr", "GetAuthorizationToken", { host: "api.ecr" });
export const describeLoadBalancers: Call = api("elasticloadbalancing", "DescribeLoadBalancers", {
  parameters: () => ({ pageSize: 400 }),
});
export const describeTargetHealth: Call = api("elasticloadbalancing", "DescribeTargetHealth", {
  parameters: (place) => ({
    targetGroupArn: `arn:aws:elasticloadbalancing:${place.region}:${place.accountId}:targetgroup/web/6d0ecf831eec9f09`,
  }),
});
export const describeScalingGroups: Call = api("autoscaling", "DescribeAutoScalingGroups", {
  parameters: () => ({ maxRecords: 100 }),
});
export const instanceStatus: Call = api("ec2", "DescribeInstanceStatus", {
  parameters: () => ({ instancesSet: {}, filterSet: {}, includeAllInstances: true }),
});

export function repositoryCall(eventName: string, repository: string): Call {
  return api("ecr", eventName, {
    host: "api.ecr",
    parameters: (place) => ({ registryId: place.accountId, repositoryName: repository }),
    resources: (place) => [
      {
        accountId: place.accountId,
        ARN: `arn:aws:ecr:${place.region}:${place.accountId}:repository/${repository}`,
      },
    ],
  });
}

function functionArn(place: CallPlace, name: string): string {
  return `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
}

/** A call about one Lambda function, under CloudTrail's name for it: `UpdateFunctionCode20150331v2`. */
export function functionCall(eventName: string, name: string): Call {
  return api("lambda", eventName, {
    parameters: (place) => ({ functionName: functionArn(place, name) }),
    about: (place) => functionArn(place, name),
    // Lambda lists the function among the resources of data events only.
    resources:
      eventName === "Invoke"
        ? (place) => [{ accountId: place.accountId, type: "AWS::Lambda::Function", ARN: functionArn(place, name) }]
        : undefined,
    data: eventName === "Invoke",
    permission: eventName === "Invoke" ? "lambda:InvokeFunction" : `lambda:${eventName.replace(/\d{8}(?:v\d)?$/, "")}`,
  });
}

/** A call about one ECS service. */
export function containerService(eventName: string, cluster: string, service: string): Call {
  return api("ecs", eventName, {
    parameters: () => (eventName === "DescribeServices" ? { cluster, services: [service] } : { cluster, service }),
  });
}

export const registerTask = (family: string): Call =>
  api("ecs", "RegisterTaskDefinition", {
    parameters: (place) => ({
      family,
      requiresCompatibilities: ["FARGATE"],
      cpu: "512",
      memory: "1024",
      taskRoleArn: `arn:aws:iam::${place.accountId}:role/${family}-task`,
    }),
    response: (place) => ({
      taskDefinition: {
        taskDefinitionArn: `arn:aws:ecs:${place.region}:${place.accountId}:task-definition/${family}:${place.random.integer(40, 900)}`,
      },
    }),
  });

export const describeCluster = (name: string): Call => api("eks", "DescribeCluster", { parameters: () => ({ name }) });
