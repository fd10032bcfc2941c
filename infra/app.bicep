// The plan, the web app and its slot, and the identity that both run as.

param name string
param location string
param siteName string
param planSku string
param registryName string

@description('NAME:TAG or NAME@sha256:… in the registry; empty for a stand-in that answers nothing of ours.')
param image string

param vaultName string
param apiKeysSecretUri string
param mysqlPasswordSecretUri string
param databaseHost string
param retentionDays int
param workspaceId string
param alertEmail string

// Roles that Azure brings along, the same in every tenant: AcrPull, Key Vault Secrets User.
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

var container = empty(image) ? 'mcr.microsoft.com/appsvc/staticsite:latest' : '${registry.properties.loginServer}/${image}'
var databaseUrl = 'mysql://faultline@${databaseHost}:3306/faultline?ssl-mode=verify-identity'
var slotDatabaseUrl = 'mysql://faultline@${databaseHost}:3306/faultline_staging?ssl-mode=verify-identity'

var settings = [
  {
    name: 'WEBSITES_PORT'
    value: '5000'
  }
  {
    // Longer than STOP_SECONDS and what it takes to close.
    name: 'WEBSITES_CONTAINER_STOP_TIME_LIMIT'
    value: '60'
  }
  {
    name: 'STOP_SECONDS'
    value: '45'
  }
  {
    name: 'WEBSITES_ENABLE_APP_SERVICE_STORAGE'
    value: 'false'
  }
  {
    // A swap waits until the slot answers this with 200.
    name: 'WEBSITE_SWAP_WARMUP_PING_PATH'
    value: '/readyz'
  }
  {
    name: 'WEBSITE_SWAP_WARMUP_PING_STATUSES'
    value: '200'
  }
  {
    // The container's disk goes with the container: a prediction is in MySQL before it is answered.
    name: 'PREDICTION_LOG'
    value: 'direct'
  }
  {
    name: 'RETENTION_DAYS'
    value: string(retentionDays)
  }
  {
    name: 'TRUSTED_PROXIES'
    value: '1'
  }
  {
    name: 'MYSQL_PWD'
    value: '@Microsoft.KeyVault(SecretUri=${mysqlPasswordSecretUri})'
  }
  {
    name: 'API_KEYS'
    value: '@Microsoft.KeyVault(SecretUri=${apiKeysSecretUri})'
  }
]

var siteConfig = {
  linuxFxVersion: 'DOCKER|${container}'
  acrUseManagedIdentityCreds: true
  acrUserManagedIdentityID: identity.properties.clientId
  alwaysOn: true
  healthCheckPath: '/healthz'
  ftpsState: 'Disabled'
  minTlsVersion: '1.2'
  scmMinTlsVersion: '1.2'
  http20Enabled: true
  remoteDebuggingEnabled: false
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: registryName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource apiKeysSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: 'api-keys'
}

resource mysqlPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: 'mysql-password'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-app'
  location: location
}

resource pullsImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, acrPull)
  scope: registry
  properties: {
    roleDefinitionId: acrPull
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource readsKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(apiKeysSecret.id, identity.id, secretsUser)
  scope: apiKeysSecret
  properties: {
    roleDefinitionId: secretsUser
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource readsPassword 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(mysqlPasswordSecret.id, identity.id, secretsUser)
  scope: mysqlPasswordSecret
  properties: {
    roleDefinitionId: secretsUser
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '${name}-plan'
  location: location
  kind: 'linux'
  sku: {
    name: planSku
    capacity: 1
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: siteName
  location: location
  kind: 'app,linux,container'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    siteConfig: union(siteConfig, {
      appSettings: concat(settings, [
        {
          name: 'DATABASE_URL'
          value: databaseUrl
        }
      ])
    })
  }
  dependsOn: [
    pullsImages
    readsKeys
    readsPassword
  ]
}

// What stays where it is when the two are swapped.
resource sticky 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'slotConfigNames'
  properties: {
    appSettingNames: [
      'DATABASE_URL'
    ]
  }
}

resource slot 'Microsoft.Web/sites/slots@2024-11-01' = {
  parent: site
  name: 'staging'
  location: location
  kind: 'app,linux,container'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    siteConfig: union(siteConfig, {
      appSettings: concat(settings, [
        {
          // Trial predictions are not among production's.
          name: 'DATABASE_URL'
          value: slotDatabaseUrl
        }
      ])
    })
  }
  dependsOn: [
    sticky
  ]
}

// No passwords to publish with.
resource sitePublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = [for protocol in ['ftp', 'scm']: {
  parent: site
  name: protocol
  properties: {
    allow: false
  }
}]

resource slotPublishing 'Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies@2024-11-01' = [for protocol in ['ftp', 'scm']: {
  parent: slot
  name: protocol
  properties: {
    allow: false
  }
}]

resource siteDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServiceHTTPLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource slotDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: slot
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: '${name}-people'
  location: 'global'
  properties: {
    groupShortName: 'faultline'
    enabled: true
    emailReceivers: [
      {
        name: 'people'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource unhealthy 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(alertEmail)) {
  name: '${name}-unhealthy'
  location: 'global'
  properties: {
    description: 'An instance of the app does not answer its health check.'
    severity: 1
    enabled: true
    scopes: [
      site.id
    ]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'health'
          metricName: 'HealthCheckStatus'
          operator: 'LessThan'
          threshold: 100
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

output siteName string = site.name
output hostName string = site.properties.defaultHostName
output outboundAddresses string = site.properties.possibleOutboundIpAddresses
