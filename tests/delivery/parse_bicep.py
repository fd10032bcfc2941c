"""Writes the trees of Bicep files to standard output, as JSON by file name; exits 1 at the first that does not parse."""

import json
import sys
from pathlib import Path

from pycep import BicepParser

trees = {}
for file in map(Path, sys.argv[1:]):
    try:
        trees[file.name] = BicepParser().parse(text=file.read_text())
    except Exception as error:
        sys.exit(f"{file.name}: {error}")
json.dump(trees, sys.stdout)
