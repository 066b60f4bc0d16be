"""The real SDK with the sampling recipe. Usage: sampled.py DSN FOLDER_OF_RECIPE; prints how many events it was given."""
import sys

sys.path.insert(0, sys.argv[2])
import sentry_sdk  # noqa: E402
from inquest_sampling import inquest_sampling  # noqa: E402

sentry_sdk.init(sys.argv[1], release="till@3.0.0", before_send=inquest_sampling(first=5, rate=0), default_integrations=False, transport_queue_size=1000)
given = 0
for _ in range(200):
    try:
        [][17]
    except IndexError as error:
        sentry_sdk.capture_exception(error)
        given += 1
for name in ("alpha", "beta", "gamma"):
    sentry_sdk.capture_exception(type("Rare" + name, (Exception,), {})("rare"))
    given += 1
for _ in range(10):
    sentry_sdk.capture_message("the safe is open", level="fatal")
    given += 1
sentry_sdk.flush(20)
print(given)
