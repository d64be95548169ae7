"""States with `Credentials.RoleArn` act with that role, as on AWS: the state machine's own role may take it, it trusts
that role, and its policies allow the call. MiniStack does the calls of Step Functions as nobody, with every right.
"""

import contextvars

from call_rights import rights_of
from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.core.responses import get_region
from ministack.services import ec2, iam, stepfunctions
from ministack.services.tagging import resource_tags

acting = contextvars.ContextVar("acting", default=None)


def original(module, name):
    if not hasattr(module, name):
        raise SystemExit(f"MiniStack's {module.__name__} has no {name}: adapt role_mends.py to this version.")
    return getattr(module, name)


def mend():
    execute_task = original(stepfunctions, "_execute_task")
    invoke = original(stepfunctions, "_invoke_aws_sdk_integration")
    send = original(app, "call_service_handler_sync")
    for module, name in ((app, "_routing_params"), (iam_actions, "extract_resource_arn"),
                         (iam_actions, "request_tag_context"), (iam_actions, "identity_denial_message"),
                         (iam_evaluator, "_gather_role_policies"), (iam_evaluator, "evaluate_trust_policy")):
        original(module, name)

    def execute_with_role(state, raw_input, execution, ctx):
        role = (state.get("Credentials") or {}).get("RoleArn")
        if role is None:
            return execute_task(state, raw_input, execution, ctx)
        role_arn = stepfunctions._apply_jsonata_template(role, raw_input, ctx)
        token = acting.set((role_arn, execution["stateMachineArn"]))
        try:
            return execute_task(state, raw_input, execution, ctx)
        finally:
            acting.reset(token)

    def send_with_role(handler, method, path, headers, body, query_params, *rest):
        role = acting.get()
        if role is not None and headers.get("host", "").startswith("iam."):
            params = app._routing_params(method, path, headers, body, query_params)
            action = f"iam:{first(params['Action'])}"
            take(*role)
            check(role[0], action, headers, body, params)
        return send(handler, method, path, headers, body, query_params, *rest)

    def invoke_with_role(resource, arguments):
        role = acting.get()
        service, action = resource.split(":")[-2:]
        if role is not None and service != "iam":
            take(*role)
            refusal = stepfunctions._prefix_sdk_error(service, "AccessDeniedException")
            for right, about, context in rights_of(service, action, arguments, name_and_account(role[0])[1]):
                decide(role[0], right, about, {"aws:tagkeys": None, **context}, refusal)
        return invoke(resource, arguments)

    stepfunctions._execute_task = execute_with_role
    stepfunctions._invoke_aws_sdk_integration = invoke_with_role
    app.call_service_handler_sync = send_with_role


def first(value):
    return value[0] if isinstance(value, list) else value


def take(role_arn, machine_arn):
    machine_role = stepfunctions._state_machines[machine_arn]["roleArn"]
    caller = session_of(machine_role)
    ctx = EvalContext(principal_arn=caller, principal_type="AssumedRole", principal_account=caller.split(":")[4],
                      action="sts:AssumeRole", resource_arn=role_arn, region=get_region(),
                      service_context={"sts:externalid": machine_arn})
    policies = iam_evaluator._gather_role_policies(*name_and_account(machine_role))
    name, account = name_and_account(role_arn)
    role = iam._roles.get_scoped(account, None, name)
    may = iam_evaluator.evaluate(ctx, policies).decision == "Allow"
    trusts = role is not None and iam_evaluator.evaluate_trust_policy(role["AssumeRolePolicyDocument"], caller, ctx)
    if not (may and trusts):
        raise stepfunctions._ExecutionError("States.Permissions", f"{machine_role} cannot take the role {role_arn}.")


def check(role_arn, action, headers, body, params):
    _, account = name_and_account(role_arn)
    resource = iam_actions.extract_resource_arn("iam", "POST", "/", headers, body, params, get_region(), account)
    if "PolicySourceArn" in params:
        resource = first(params["PolicySourceArn"])
    context = {key.lower(): value
               for key, value in iam_actions.request_tag_context("iam", action, body, params).items()}
    context.setdefault("aws:tagkeys", None)
    if "PolicyArn" in params:
        context["iam:policyarn"] = first(params["PolicyArn"])
    decide(role_arn, action, resource, context, "Iam.IamException")


def decide(role_arn, action, resource, context, refusal):
    name, account = name_and_account(role_arn)
    policies = iam_evaluator._gather_role_policies(name, account)
    for key, value in (resource_tags(resource) or tags_of_ec2(resource)).items():
        context.setdefault(f"aws:resourcetag/{key}".lower(), value)
    ctx = EvalContext(principal_arn=session_of(role_arn), principal_type="AssumedRole", principal_account=account,
                      action=action, resource_arn=resource, region=get_region(), service_context=context)
    decision = iam_evaluator.evaluate(ctx, policies).decision
    if decision != "Allow":
        message = iam_actions.identity_denial_message(action, ctx.principal_arn, resource, decision == "Deny")
        raise stepfunctions._ExecutionError(refusal, message)


def tags_of_ec2(resource):
    if ":ec2:" not in resource:
        return {}
    return {tag["Key"]: tag["Value"] for tag in ec2._tags.get(resource.rsplit("/", 1)[-1]) or []}


def name_and_account(role_arn):
    return role_arn.rsplit("/", 1)[-1], role_arn.split(":")[4]


def session_of(role_arn):
    name, account = name_and_account(role_arn)
    return f"arn:aws:sts::{account}:assumed-role/{name}/step-functions"
