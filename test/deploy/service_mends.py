"""More of what MiniStack does otherwise than AWS: what playbooks on workloads, and those on a role's trust, need. As in
emulator_mends.py, each is mended by name.

1. DescribeNetworkInterfaces heeds the filter on the instance, and ModifyNetworkInterfaceAttribute sets the groups.
   MiniStack gives every interface, and has no such call.
2. Ids of ECS tasks are 32 hexadecimal digits, without hyphens.
3. A web identity token of GitHub Actions has its claims as condition keys. MiniStack knows `aud`, `sub` and `amr`.
4. What is given as the `Input` of a nested execution is handed on as JSON text, and a Succeed state has an `Output`.
   MiniStack wants text, and hands on the state's input.
5. Sessions that bear the id of an instance, as those of its credentials do, have `ec2:SourceInstanceARN`.
"""

import json
import re
import uuid

from emulator_mends import original
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import cognito, ec2, ecs, stepfunctions, sts


def mend():
    for mending in (interfaces_as_on_aws, task_ids_as_on_aws, claims_as_on_aws, nesting_as_on_aws, instances_as_on_aws):
        mending()


def interfaces_as_on_aws():
    actions, describe = original(ec2, "_ACTION_MAP"), original(ec2, "_describe_network_interfaces")
    for name in ("_network_interfaces", "_parse_filters", "_parse_member_list", "_security_groups", "_p", "_xml"):
        original(ec2, name)
    if "ModifyNetworkInterfaceAttribute" in actions:
        raise SystemExit("MiniStack has ModifyNetworkInterfaceAttribute now: take it out of service_mends.py.")

    def describe_filtered(parameters):
        instances = ec2._parse_filters(parameters).get("attachment.instance-id")
        if instances is None:
            return describe(parameters)
        found = [interface["NetworkInterfaceId"] for interface in ec2._network_interfaces.values()
                 if (interface.get("Attachment") or {}).get("InstanceId") in instances]
        named = {f"NetworkInterfaceId.{place}": [name] for place, name in enumerate(found or ["eni-none"], 1)}
        return describe({"Action": ["DescribeNetworkInterfaces"], **named})

    def modify(parameters):
        interface = ec2._network_interfaces.get(ec2._p(parameters, "NetworkInterfaceId"))
        groups = ec2._parse_member_list(parameters, "SecurityGroupId") or ec2._parse_member_list(parameters, "Groups")
        if interface is None or any(group not in ec2._security_groups for group in groups) or not groups:
            return ec2._error("InvalidGroup.NotFound", "The interface or one of its groups does not exist", 400)
        interface["Groups"] = [{"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]}
                               for group in groups]
        return ec2._xml(200, "ModifyNetworkInterfaceAttributeResponse", "<return>true</return>")

    actions["DescribeNetworkInterfaces"] = describe_filtered
    actions["ModifyNetworkInterfaceAttribute"] = modify


def task_ids_as_on_aws():
    original(ecs, "new_uuid")
    ecs.new_uuid = lambda: uuid.uuid4().hex


def claims_as_on_aws():
    named, decode = original(sts, "_web_identity_principal"), original(cognito, "_decode_id_token_unverified")
    issuer = "token.actions.githubusercontent.com"

    def named_with_claims(token, provider_id, role_arn):
        principal, keys = named(token, provider_id, role_arn)
        if principal.endswith(f":oidc-provider/{issuer}"):
            keys = {**{f"{issuer}:{name}".lower(): value for name, value in decode(token).items()}, **keys}
        return principal, keys

    sts._web_identity_principal = named_with_claims


def nesting_as_on_aws():
    invoke = original(stepfunctions, "_invoke_aws_sdk_integration")

    def invoke_with_text(resource, arguments):
        if ":aws-sdk:sfn:" in resource and not isinstance(arguments.get("Input", ""), str):
            arguments = {**arguments, "Input": json.dumps(arguments["Input"])}
        return invoke(resource, arguments)

    take_input, put_output = original(stepfunctions, "_apply_input_path"), original(stepfunctions, "_apply_jsonata_output")
    language = original(stepfunctions, "_state_query_language")

    def take_output(state, given, ctx=None):
        if state.get("Type") == "Succeed" and language(state, ctx) == "JSONata":
            return put_output(state, given, ctx, default=given)
        return take_input(state, given, ctx)

    stepfunctions._invoke_aws_sdk_integration = invoke_with_text
    stepfunctions._apply_input_path = take_output


def instances_as_on_aws():
    keys_of = original(iam_evaluator, "_principal_keys")

    def keys_with_instance(credential):
        keys = keys_of(credential)
        instance = re.search(r":assumed-role/.+/(i-[0-9a-f]+)$", credential.principal_arn)
        if instance is not None:
            keys["ec2:sourceinstancearn"] = f"arn:aws:ec2:{get_region()}:{credential.account_id}:instance/{instance[1]}"
        return keys

    iam_evaluator._principal_keys = keys_with_instance
