"""Which rights a call of a playbook to another service than IAM needs, as AWS's service authorization reference has them:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from ministack.core.responses import get_region
from ministack.services import ec2, iam, stepfunctions


def rights_of(service, call_name, call, account):
    """Triples of an action, the ARN that it is asked on, and the condition keys of the call."""
    action = f"{service}:{call_name[0].upper()}{call_name[1:]}"
    if action == "ec2:ReplaceIamInstanceProfileAssociation":
        return [*of_profile(action, call, account)]
    return [(action, resource, {}) for resource in resources_of(action, call, account)]


def resources_of(action, call, account):
    service = action.split(":")[0]

    def arn(owned):
        return f"arn:aws:{service}:{get_region()}:{account}:{owned}"

    if service == "lambda":
        return [call["FunctionName"]]
    if service == "secretsmanager":
        return [call["SecretId"]]
    if service == "ecs":
        return call["Tasks"] if "Tasks" in call else [call["Task"]]
    if service == "eks":
        return [arn(f"podidentityassociation/{call['ClusterName']}/{call['AssociationId']}")]
    if service == "rolesanywhere":
        return [arn(f"profile/{call['ProfileId']}")]
    if action.startswith("ec2:Describe"):
        return ["*"]
    if action == "ec2:ModifyNetworkInterfaceAttribute":
        groups = [arn(f"security-group/{group}") for group in call.get("Groups", [])]
        return [arn(f"network-interface/{call['NetworkInterfaceId']}"), *groups]
    raise stepfunctions._ExecutionError(
        "States.Runtime", f"call_rights.py does not know on which resources {action} needs a right: add it.")


def of_profile(action, call, account):
    """The instance with the profile that it has and the one that it gets, whose role is passed to EC2."""
    association = ec2._iam_instance_profile_associations.get(call["AssociationId"]) or {}
    given = call["IamInstanceProfile"]["Arn"]
    yield (action, f"arn:aws:ec2:{get_region()}:{account}:instance/{association.get('InstanceId', 'unknown')}",
           {"ec2:newinstanceprofile": given,
            "ec2:instanceprofile": (association.get("IamInstanceProfile") or {}).get("Arn")})
    profile = iam._instance_profiles.get(given.rsplit("/", 1)[-1]) or {}
    for name in profile.get("Roles", []):
        yield "iam:PassRole", iam._roles[name]["Arn"], {"iam:passedtoservice": "ec2.amazonaws.com"}
