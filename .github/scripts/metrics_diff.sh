#!/usr/bin/env bash
# metrics_diff.sh COMMIT   prints, as Markdown, how the metrics of this run differ from those of a commit
set -euo pipefail
commit=${1:?a commit to compare with}
table=$(deno task dvc metrics diff --md "$commit")
printf '### Metrics against %s\n\n' "${commit:0:12}"
# A heading and a rule without a row below them: nothing differs.
if [ "$(grep --count '^|' <<<"$table")" -gt 2 ]; then
  printf '%s\n' "$table"
else
  echo 'No metric has changed.'
fi
