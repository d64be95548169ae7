"""Step Functions' calls to services that speak REST with JSON, made as AWS's own models describe them. MiniStack makes a
few of Lambda's, none of EKS's, and names no error of theirs.
"""

import json
from urllib.parse import quote

from ministack import app
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

# How Step Functions writes each in the names of errors.
SERVICES = {"lambda": "Lambda", "eks": "Eks", "rolesanywhere": "RolesAnywhere"}


def mend():
    for name in ("_invoke_aws_sdk_integration", "_service_model", "_sdk_json_param_value", "_sdk_json_result"):
        if not hasattr(stepfunctions, name):
            raise SystemExit(f"MiniStack's {stepfunctions.__name__} has no {name}: adapt rest_calls.py to this version.")
    invoke = stepfunctions._invoke_aws_sdk_integration

    def invoke_any(resource, arguments):
        service, action = resource.split(":")[-2:]
        return call(service, action, arguments) if service in SERVICES else invoke(resource, arguments)

    stepfunctions._invoke_aws_sdk_integration = invoke_any


def call(service, action, arguments):
    action = action[0].upper() + action[1:]
    operation = stepfunctions._service_model(service).operation_model(action)
    given = stepfunctions._sdk_json_param_value(arguments, operation.input_shape)
    path, members = operation.http["requestUri"], operation.input_shape.members
    for name in [name for name in given if members[name].serialization.get("location") == "uri"]:
        value = quote(str(given.pop(name)), safe=":")
        path = path.replace("{" + members[name].serialization.get("name", name) + "}", value)
    headers = {
        "content-type": "application/json",
        "host": f"{service}.{get_region()}.amazonaws.com",
        "authorization": f"AWS4-HMAC-SHA256 Credential={get_account_id()}/20260101/{get_region()}/{service}/aws4_request",
    }
    status, answered, body = app.call_service_handler_sync(
        app.SERVICE_HANDLERS[service], operation.http["method"], path, headers, json.dumps(given).encode(), {})
    found = json.loads(body or b"{}")
    if status < 400:
        return stepfunctions._sdk_json_result(service, action, found)
    code = found.get("__type") or found.get("code") or answered.get("x-amzn-errortype") or f"{SERVICES[service]}Exception"
    code = code.rsplit("#", 1)[-1]
    raise stepfunctions._ExecutionError(f"{SERVICES[service]}.{code}", found.get("message") or found.get("Message") or code)
