"""What schemathesis cannot know from /openapi.json."""

import itertools

import schemathesis

_callers = itertools.count()


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """The document has NDJSON as the text that it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every request comes from an address of its own: an address that tries many wrong keys is slowed down."""
    caller = next(_callers)
    headers = dict(case.headers or {})
    headers["X-Forwarded-For"] = f"10.{caller >> 16 & 255}.{caller >> 8 & 255}.{caller & 255}"
    case.headers = headers
