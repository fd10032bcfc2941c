#!/usr/bin/env bash
# build_image.sh TAG   builds the image with models/current inside, on base images named by digest
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
deno=$("$here/image.sh" deno)
runtime=$("$here/image.sh" runtime)
docker build --pull --tag "${1:?a tag for the image}" \
  --build-arg "DENO_IMAGE=$deno" \
  --build-arg "RUNTIME_IMAGE=$runtime" \
  --label "org.opencontainers.image.revision=${GITHUB_SHA:?}" \
  .
