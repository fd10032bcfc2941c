#!/usr/bin/env bash
# deploy.sh IMAGE VERSION   puts the image on the slot, waits for it, swaps it with production, and swaps back when
# production is not healthy then. Exits 1 when production runs what it ran before.
# AZURE_RESOURCE_GROUP, AZURE_WEBAPP; AZURE_SLOT (staging); HEALTH_CHECKS and HEALTH_PAUSE: looks at production after
# the swap, and seconds between them; SMOKE_KEY and more: see smoke.sh.
set -euo pipefail
image=${1:?an image by its digest} version=${2:?the version of its model}
slot=${AZURE_SLOT:-staging}
here=$(dirname "${BASH_SOURCE[0]}")
app=(--resource-group "${AZURE_RESOURCE_GROUP:?}" --name "${AZURE_WEBAPP:?}")
address="join('', ['https://', defaultHostName])"
if [[ $image != *@sha256:* ]]; then
  echo "::error::$image is not named by its digest"
  exit 1
fi

swap() {
  az webapp deployment slot swap "${app[@]}" --slot "$slot" --target-slot production --output none
}

# healthy URL   looks again and again: a server that starts and then dies must not pass
healthy() {
  "$here/smoke.sh" "$1" "$version" || return 1
  for _ in $(seq "${HEALTH_CHECKS:-6}"); do
    sleep "${HEALTH_PAUSE:-10}"
    curl --silent --show-error --fail --max-time 10 --output /dev/null "$1/readyz" || return 1
  done
}

production_url=$(az webapp show "${app[@]}" --query "$address" --output tsv)
slot_url=$(az webapp show "${app[@]}" --slot "$slot" --query "$address" --output tsv)

echo "::group::$image on $slot"
# Stopped first, so that what answers afterwards is the new container and not the old one.
az webapp stop "${app[@]}" --slot "$slot" --output none
az webapp config container set "${app[@]}" --slot "$slot" --container-image-name "$image" --output none
az webapp start "${app[@]}" --slot "$slot" --output none
"$here/smoke.sh" "$slot_url" "$version"
echo "::endgroup::"

echo "::group::swap"
swap
if healthy "$production_url"; then
  echo "::endgroup::"
  echo "$production_url runs $image with model $version"
  exit 0
fi
echo "::endgroup::"
echo "::error::production is not healthy after the swap: swapping back"
swap
if curl --silent --show-error --fail --max-time 10 --retry 10 --retry-delay "${HEALTH_PAUSE:-10}" \
  --retry-all-errors --output /dev/null "$production_url/readyz"; then
  echo "::error::rolled back: $production_url runs what it ran before"
else
  echo "::error::rolled back, and $production_url is not ready: look at it now"
fi
exit 1
