#!/usr/bin/env bash
# check_tag.sh TAG   fails unless the tag v1.2.3 is of a Faultline that calls itself 1.2.3 and has a changelog for it
set -euo pipefail
tag=${1:?a tag, as v1.2.3}
if ! grep --quiet --fixed-strings "\"${tag#v}\"" server/version.ts; then
  echo "::error::$tag is not the version in server/version.ts"
  exit 1
fi
if ! grep --quiet --fixed-strings --line-regexp "## ${tag#v}" CHANGELOG.md; then
  echo "::error::CHANGELOG.md has no heading ## ${tag#v}"
  exit 1
fi
