"""Starts MiniStack in the foreground, with some things as they are on AWS.

1. A default bus that takes CloudTrail's events. EventBridge refuses PutEvents with a source that begins with "aws.":
   only AWS's own services may use it. Here the harness stands for CloudTrail, so this one refusal is lifted. MiniStack
   keeps such a door for its own emitters, the keyword used below; where a later version has closed it, this stops with
   an error instead of testing less.
2. TLS. Buckets, queues and topics refuse what comes without it (aws:SecureTransport), so each request is marked as one
   that a TLS terminator has passed on, from the address that it says it had it from, if any.
3. Access key ids of the letters that AWS uses, A to Z and 2 to 7; MiniStack's own are hexadecimal.

What its services do otherwise is mended in emulator_mends.py, service_mends.py, rest_calls.py and role_mends.py; for what it
lacks altogether there are stand_ins.py.
"""

import functools
import inspect
import secrets

import emulator_mends
import rest_calls
import role_mends
import service_mends
import stand_ins
from ministack import app
from ministack.services import eventbridge, iam

if "allow_aws_source" not in inspect.signature(eventbridge._put_events).parameters:
    raise SystemExit("MiniStack's _put_events has no allow_aws_source: adapt start-ministack.py to this version.")
eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)

if not hasattr(iam, "_gen_access_key_id"):
    raise SystemExit("MiniStack's iam has no _gen_access_key_id: adapt start-ministack.py to this version.")
iam._gen_access_key_id = lambda: "AKIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))

stand_ins.stand_in()
emulator_mends.mend()
service_mends.mend()
rest_calls.mend()
role_mends.mend()

serve_plain = app.app


async def serve_behind_tls(scope, receive, send):
    if scope["type"] == "http":
        passed_on = dict(scope["headers"]).get(b"x-forwarded-for")
        client = scope.get("client") if passed_on is None else (passed_on.decode(), 443)
        scope = {**scope, "client": client, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
    await serve_plain(scope, receive, send)


app.app = serve_behind_tls
app.main()
