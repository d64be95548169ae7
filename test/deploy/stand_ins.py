"""Stand-ins for two services that MiniStack does not have, as small as the playbooks' calls to them. They keep a state and
show it again. Nothing enforces it: no API key and no certificate is refused by what they keep.

1. IAM's service-specific credentials of users, such as API keys of Bedrock.
2. Profiles of IAM Roles Anywhere.
"""

import json
import re
import secrets
import uuid

from emulator_mends import original
from ministack import app
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam


def stand_in():
    service_specific_credentials()
    app.SERVICE_HANDLERS["rolesanywhere"] = roles_anywhere


def service_specific_credentials():
    handlers = original(iam, "_IAM_HANDLERS")
    for name in ("_p", "_xml", "_error", "_users"):
        original(iam, name)
    if "ListServiceSpecificCredentials" in handlers:
        raise SystemExit("MiniStack has service-specific credentials now: take them out of stand_ins.py.")
    kept = {}

    def answer(action, inner):
        return iam._xml(200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>")

    def shown(one):
        return "".join(f"<{name}>{value}</{name}>" for name, value in one.items())

    def create(parameters):
        user, service = iam._p(parameters, "UserName"), iam._p(parameters, "ServiceName")
        name = "ACCA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(17))
        kept[name] = {"UserName": user, "Status": "Active", "ServiceUserName": f"{user}-at-{get_account_id()}",
                      "CreateDate": "2026-01-01T00:00:00Z", "ServiceSpecificCredentialId": name, "ServiceName": service}
        return answer("CreateServiceSpecificCredential",
                      f"<ServiceSpecificCredential>{shown(kept[name])}</ServiceSpecificCredential>")

    def listed(parameters):
        user = iam._p(parameters, "UserName")
        if iam._users.get(user) is None:
            return iam._error(404, "NoSuchEntity", f"The user with name {user} cannot be found.")
        members = "".join(f"<member>{shown(one)}</member>" for one in kept.values() if one["UserName"] == user)
        return answer("ListServiceSpecificCredentials",
                      f"<ServiceSpecificCredentials>{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>")

    def update(parameters):
        one = kept.get(iam._p(parameters, "ServiceSpecificCredentialId"))
        if one is None or one["UserName"] != iam._p(parameters, "UserName"):
            return iam._error(404, "NoSuchEntity", "The credential cannot be found.")
        one["Status"] = iam._p(parameters, "Status")
        return iam._xml(200, "UpdateServiceSpecificCredentialResponse", "")

    handlers.update(CreateServiceSpecificCredential=create, ListServiceSpecificCredentials=listed,
                    UpdateServiceSpecificCredential=update)


profiles = {}


async def roles_anywhere(method, path, headers, body, query_parameters):
    """https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html"""
    if (method, path) == ("POST", "/profiles"):
        name = str(uuid.uuid4())
        profiles[name] = {"enabled": False, **json.loads(body), "profileId": name,
                          "profileArn": f"arn:aws:rolesanywhere:{get_region()}:{get_account_id()}:profile/{name}"}
        return json_answer(201, {"profile": profiles[name]})
    asked = re.fullmatch(r"/profile/([0-9a-f-]+)(?:/(enable|disable))?", path)
    if asked is None:
        return json_answer(400, {"__type": "ValidationException", "message": f"{method} {path} has no stand-in."})
    profile = profiles.get(asked[1])
    if profile is None:
        return json_answer(404, {"__type": "ResourceNotFoundException", "message": f"There is no profile {asked[1]}."})
    if asked[2] is not None:
        profile["enabled"] = asked[2] == "enable"
    if method == "PATCH":
        profile.update(json.loads(body))
    return json_answer(200, {"profile": profile})


def json_answer(status, content):
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()
