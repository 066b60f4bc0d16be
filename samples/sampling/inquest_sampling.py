"""Two-tier sampling for sentry_sdk: give the result to init as before_send.

    sentry_sdk.init(dsn, before_send=inquest_sampling(first=20, rate=0.05))

Fatal and unhandled events are always sent. Of handled ones the first of each fingerprint are sent, then a share, up to a cap an
hour. What is left out the SDK itself reports to the server (client report, reason "before_send"), so that totals stay exact.
"""
import random
import threading
import time
from collections import OrderedDict


def inquest_sampling(first=20, rate=0.05, per_hour=100, fingerprints=1000, now=time.monotonic, draw=random.random):
    known = OrderedDict()  # fingerprint → [since, seen, sent]; the one that was seen longest ago goes first
    gate = threading.Lock()

    def values(event):
        exception = event.get("exception") or {}
        return exception.get("values", []) if isinstance(exception, dict) else exception

    def is_fatal(event):
        return event.get("level") == "fatal" or any((value.get("mechanism") or {}).get("handled") is False for value in values(event))

    def fingerprint_of(event):
        chosen = event.get("fingerprint")
        if chosen and "{{ default }}" not in chosen:
            return tuple(chosen)
        errors = values(event)
        if not errors:
            return ("message", event.get("logger"), str((event.get("logentry") or {}).get("message") or event.get("message"))[:200])
        frames = [frame for frame in (errors[-1].get("stacktrace") or {}).get("frames", []) if frame.get("in_app") is not False]
        return (errors[-1].get("type"),) + tuple((frame.get("module") or frame.get("filename"), frame.get("function")) for frame in frames[-3:])

    def before_send(event, hint):
        if is_fatal(event):
            return event
        with gate:
            key = fingerprint_of(event)
            entry = known.pop(key, None)
            if entry is None or now() - entry[0] >= 3600:
                entry = [now(), 0, 0]
            known[key] = entry
            if len(known) > fingerprints:
                known.popitem(last=False)
            entry[1] += 1
            share = 1 if entry[1] <= first else rate
            if entry[2] >= per_hour or (share < 1 and draw() >= share):
                return None
            entry[2] += 1
        # Tells whoever counts bodies how many events this one stands for; the server's totals do not need it.
        event.setdefault("contexts", {})["sampling"] = {"share": share}
        return event

    return before_send
