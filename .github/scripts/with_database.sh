#!/usr/bin/env bash
# with_database.sh COMMAND...   runs the command with the database's password in MYSQL_PWD, from the Key Vault that
# AZURE_KEY_VAULT names; without that variable as it is. The password lives as long as the command.
set -euo pipefail
if [ -n "${AZURE_KEY_VAULT:-}" ]; then
  MYSQL_PWD=$(az keyvault secret show --vault-name "$AZURE_KEY_VAULT" --name mysql-password --query value --output tsv)
  # Not on stdout, which may be kept: a report with this line in it would hold the password.
  echo "::add-mask::$MYSQL_PWD" >&2
  export MYSQL_PWD
fi
exec "$@"
