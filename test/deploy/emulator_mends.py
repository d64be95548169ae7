"""Where MiniStack does otherwise than AWS and the warden would notice. Each is mended by name, and a version that no
longer has what is mended here stops with an error instead of testing less.

1. Batches of SQS for a function: up to BatchSize messages, after MaximumBatchingWindowInSeconds from the first of them.
   MiniStack hands over at once, ten at most.
2. `TimeoutSeconds` of a state may be a JSONata expression: the time that a question waits for people.
3. A refusal of IAM has the name that Step Functions gives it, `Iam.NoSuchEntityException`. MiniStack looks for the code
   without the answer's XML namespace, finds none, and calls every refusal `Iam.ServiceException`.
4. SimulatePrincipalPolicy heeds ContextEntries. MiniStack asks as if the call had no session.
"""

import contextvars
import re
import threading
import time

from ministack.core import iam_evaluator
from ministack.services import iam, lambda_svc, sqs, stepfunctions


def mend():
    for mending in (batches_as_on_aws, timeouts_as_on_aws, refusals_as_on_aws, simulation_as_on_aws):
        mending()


def original(module, name):
    if not hasattr(module, name):
        raise SystemExit(f"MiniStack's {module.__name__} has no {name}: adapt emulator_mends.py to this version.")
    return getattr(module, name)


def batches_as_on_aws():
    for name in ("_queues_lock", "_get_q", "_collect_msgs", "_expire_retained", "_dlq_sweep"):
        original(sqs, name)
    original(sqs, "_receive_messages_for_esm")
    mappings, wake = original(lambda_svc, "_iter_all_esms"), original(lambda_svc, "_esm_wake")
    opened = {}

    def window_of(queue_url):
        name = queue_url.rsplit("/", 1)[-1]
        return next(
            (esm.get("MaximumBatchingWindowInSeconds") or 0 for _, _, esm in mappings()
             if str(esm.get("EventSourceArn", "")).endswith(f":{name}")),
            0,
        )

    def receive(queue_url, batch_size):
        now, window = time.time(), window_of(queue_url)
        with sqs._queues_lock:
            queue = sqs._get_q(queue_url)
            sqs._expire_retained(queue)
            sqs._dlq_sweep(queue)
            ready = sum(1 for message in queue["messages"] if message.get("visible_at", 0) <= now)
            if ready == 0:
                return []
            if queue_url not in opened:
                opened[queue_url] = now
                threading.Timer(window, wake.set).start()
            if ready < batch_size and now < opened[queue_url] + window:
                return []
            del opened[queue_url]
            return sqs._collect_msgs(queue, batch_size, int(queue["attributes"].get("VisibilityTimeout", "30")))

    sqs._receive_messages_for_esm = receive


def timeouts_as_on_aws():
    execute_task = original(stepfunctions, "_execute_task")
    field = original(stepfunctions, "_jsonata_state_field")

    def execute(state, raw_input, execution, ctx):
        if isinstance(state.get("TimeoutSeconds"), str):
            state = {**state, "TimeoutSeconds": field(state, "TimeoutSeconds", "number", raw_input, ctx)}
        return execute_task(state, raw_input, execution, ctx)

    stepfunctions._execute_task = execute


def refusals_as_on_aws():
    dispatch = original(stepfunctions, "_dispatch_aws_sdk_query")
    failed = original(stepfunctions, "_ExecutionError")
    modelled = "NoSuchEntity|EntityAlreadyExists|LimitExceeded|MalformedPolicyDocument|InvalidInput|Unmodifiable" \
        "Entity|ServiceFailure|DeleteConflict|ConcurrentModification"

    def named(*call):
        try:
            return dispatch(*call)
        except failed as error:
            code = re.search(r"<Code>([^<]+)</Code>", str(error.cause))
            if error.error != "Iam.ServiceException" or code is None:
                raise
            message = re.search(r"<Message>([^<]*)</Message>", str(error.cause))
            # What IAM's model has no name for is the service's own exception.
            name = f"{code[1]}Exception" if re.fullmatch(modelled, code[1]) else "IamException"
            raise failed(f"Iam.{name}", message[1] if message else code[1]) from None

    stepfunctions._dispatch_aws_sdk_query = named


def simulation_as_on_aws():
    evaluate = original(iam_evaluator, "evaluate")
    simulate = original(iam, "_simulate_principal_policy")
    entries = contextvars.ContextVar("entries", default=None)

    def evaluate_with_entries(ctx, *policies):
        given = entries.get()
        if given:
            ctx.principal_keys = {**ctx.principal_keys, **given}
        return evaluate(ctx, *policies)

    def simulate_with_entries(parameters):
        given, place = {}, 1
        while key := iam._p(parameters, f"ContextEntries.member.{place}.ContextKeyName"):
            given[key.lower()] = iam._p(parameters, f"ContextEntries.member.{place}.ContextKeyValues.member.1")
            place += 1
        token = entries.set(given)
        try:
            return simulate(parameters)
        finally:
            entries.reset(token)

    iam_evaluator.evaluate = evaluate_with_entries
    handlers = next(value for value in vars(iam).values()
                    if isinstance(value, dict) and value.get("SimulatePrincipalPolicy") is simulate)
    handlers["SimulatePrincipalPolicy"] = simulate_with_entries
