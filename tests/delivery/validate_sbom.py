"""Exits 1 when standard input is not a valid CycloneDX 1.6 document, and says why."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())
if error:
    sys.exit(str(error)[:2000])
