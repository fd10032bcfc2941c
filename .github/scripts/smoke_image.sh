#!/usr/bin/env bash
# smoke_image.sh IMAGE VERSION   runs the image with nothing allowed, as in production, and holds it to smoke.sh
set -euo pipefail
image=${1:?an image} version=${2:?the version of its model}
made=$(docker run --rm --network none --read-only "$image" key smoke predict)
SMOKE_KEY=$(sed -nE 's/^key +//p' <<<"$made")
export SMOKE_KEY
echo "::add-mask::$SMOKE_KEY"
container=$(docker run --detach --read-only --cap-drop ALL --security-opt no-new-privileges \
  --volume /data --publish 127.0.0.1::5000 --env "API_KEYS=$(sed -nE 's/^entry +//p' <<<"$made")" "$image")
trap 'docker logs "$container" || true; docker rm --force --volumes "$container" >/dev/null' EXIT
"$(dirname "${BASH_SOURCE[0]}")/smoke.sh" "http://$(docker port "$container" 5000/tcp | head -n 1)" "$version"
