#!/usr/bin/env bash
# scan_image.sh IMAGE SBOM   fails on known vulnerabilities, high or worse and with a fix, in the image's system packages
# and in the packages that the SBOM lists, which a scanner does not see inside the binary
set -euo pipefail
image=${1:?an image} sbom=${2:?an SBOM}
grype=$("$(dirname "${BASH_SOURCE[0]}")/image.sh" grype)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# An archive rather than the engine's socket: the scanner gets no hold of the machine.
docker save --output "$work/image.tar" "$image"
cp "$sbom" "$work/sbom.json"
chmod -R a+rX "$work"
for target in docker-archive:/scan/image.tar sbom:/scan/sbom.json; do
  docker run --rm --volume "$work:/scan:ro" "$grype" "$target" --fail-on high --only-fixed
done
