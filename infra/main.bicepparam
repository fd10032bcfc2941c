// What is secret comes from the environment and is in no file: docs/azure.md sets these variables.
using 'main.bicep'

param githubRepository = readEnvironmentVariable('FAULTLINE_GITHUB')
param image = readEnvironmentVariable('FAULTLINE_IMAGE', '')
param mysqlAdminPassword = readEnvironmentVariable('FAULTLINE_MYSQL_ADMIN_PASSWORD')
param mysqlPassword = readEnvironmentVariable('FAULTLINE_MYSQL_PASSWORD')
param apiKeys = readEnvironmentVariable('FAULTLINE_API_KEYS')
param smokeKey = readEnvironmentVariable('FAULTLINE_SMOKE_KEY')
param alertEmail = readEnvironmentVariable('FAULTLINE_ALERT_EMAIL', '')
