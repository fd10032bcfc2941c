#!/usr/bin/env bash
# image.sh NAME   prints the image that images/Dockerfile pins under this name
set -euo pipefail
awk -v name="${1:?the name of an image}" '
  $1 == "FROM" && $4 == name { print $2; found = 1 }
  END { exit !found }
' "$(dirname "${BASH_SOURCE[0]}")/../images/Dockerfile"
