#!/usr/bin/env bash
# smoke.sh URL VERSION   waits until the server is ready, then asks for a prediction, which must be of this model version
# SMOKE_KEY: an API key with the scope predict. SMOKE_WAIT: seconds it may take to become ready. SMOKE_PAUSE: between looks.
set -euo pipefail
url=${1:?the URL of a server} version=${2:?the version of its model}
deadline=$((SECONDS + ${SMOKE_WAIT:-300}))
until reason=$(curl --silent --show-error --fail --max-time 10 --output /dev/null "$url/readyz" 2>&1); do
  if [ "$SECONDS" -ge "$deadline" ]; then
    echo "::error::$url is not ready after ${SMOKE_WAIT:-300} s: $reason"
    exit 1
  fi
  sleep "${SMOKE_PAUSE:-5}"
done
# The key goes through a file of its own, so that no list of processes shows it.
answer=$(curl --silent --show-error --fail-with-body --max-time 30 \
  --header @<(printf 'authorization: Bearer %s\n' "${SMOKE_KEY:?}") \
  --header 'content-type: application/json' \
  --data '{"machine_id":"smoke-test","type":"M","air_temperature_k":298.9,"process_temperature_k":309.1,"rotational_speed_rpm":1503,"torque_nm":40.6,"tool_wear_min":12}' \
  "$url/v1/predict") || {
  echo "::error::$url refuses a prediction: $answer"
  exit 1
}
if ! grep --quiet --fixed-strings "\"version\":\"$version\"" <<<"$answer"; then
  echo "::error::$url predicts with another model than $version: $answer"
  exit 1
fi
echo "$url is ready and predicts with model $version"
