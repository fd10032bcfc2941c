// All that Faultline needs in one resource group: docs/azure.md says how to deploy it and what it costs.
//   az deployment group create --resource-group faultline --parameters infra/main.bicepparam

targetScope = 'resourceGroup'

@description('What the names of all resources begin with: lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'faultline'

param location string = resourceGroup().location

@description('The GitHub repository whose workflows deploy and watch, as OWNER/REPO.')
param githubRepository string

@description('The image to run: NAME:TAG or NAME@sha256:… in the registry made here. Empty before the first push.')
param image string = ''

@description('Size of the plan. Slots need Standard or Premium.')
param planSku string = 'P0v3'

@description('Size of the database server, and its tier: Burstable, GeneralPurpose or MemoryOptimized.')
param mysqlSku object = {
  name: 'Standard_B1ms'
  tier: 'Burstable'
}

param mysqlVersion string = '8.4'

@description('Password of faultlineadmin, who makes users and nothing else.')
@secure()
@minLength(16)
param mysqlAdminPassword string

@description('Password of the user faultline, as whom the server signs in.')
@secure()
@minLength(16)
param mysqlPassword string

@description('Entries of API keys, made by faultline key.')
@secure()
@minLength(1)
param apiKeys string

@description('The key, with the scope predict, that a deployment asks for a prediction with.')
@secure()
@minLength(1)
param smokeKey string

@description('Lets every service in Azure knock at the database, GitHub\'s own runners among them. TLS and password stay.')
param allowAzureServices bool = false

@description('Who is told when the app is not healthy. Empty: nobody.')
param alertEmail string = ''

@description('Days that predictions are kept; 0 for ever.')
@minValue(0)
param retentionDays int = 0

var unique = uniqueString(resourceGroup().id)

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: '${name}${unique}'
  location: location
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: '${name}-${take(unique, 8)}'
  location: location
  properties: {
    sku: {
      family: 'A'
      name: 'standard'
    }
    tenantId: subscription().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 30
  }
}

resource apiKeysSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'api-keys'
  properties: {
    value: apiKeys
  }
}

resource mysqlPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'mysql-password'
  properties: {
    value: mysqlPassword
  }
}

resource mysqlAdminPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'mysql-admin-password'
  properties: {
    value: mysqlAdminPassword
  }
}

resource smokeKeySecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'smoke-key'
  properties: {
    value: smokeKey
  }
}

resource mysql 'Microsoft.DBforMySQL/flexibleServers@2023-12-30' = {
  name: '${name}-${unique}'
  location: location
  sku: mysqlSku
  properties: {
    version: mysqlVersion
    administratorLogin: 'faultlineadmin'
    administratorLoginPassword: mysqlAdminPassword
    storage: {
      storageSizeGB: 20
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
  }
}

// One after the other: the server takes one change at a time.
resource tlsRequired 'Microsoft.DBforMySQL/flexibleServers/configurations@2023-12-30' = {
  parent: mysql
  name: 'require_secure_transport'
  properties: {
    value: 'ON'
    source: 'user-override'
  }
}

resource tlsVersions 'Microsoft.DBforMySQL/flexibleServers/configurations@2023-12-30' = {
  parent: mysql
  name: 'tls_version'
  properties: {
    value: 'TLSv1.2,TLSv1.3'
    source: 'user-override'
  }
  dependsOn: [
    tlsRequired
  ]
}

resource database 'Microsoft.DBforMySQL/flexibleServers/databases@2023-12-30' = {
  parent: mysql
  name: 'faultline'
  properties: {
    charset: 'utf8mb4'
    collation: 'utf8mb4_0900_ai_ci'
  }
  dependsOn: [
    tlsVersions
  ]
}

// What the slot's trial predictions go into, so that they are not among production's.
resource slotDatabase 'Microsoft.DBforMySQL/flexibleServers/databases@2023-12-30' = {
  parent: mysql
  name: 'faultline_staging'
  properties: {
    charset: 'utf8mb4'
    collation: 'utf8mb4_0900_ai_ci'
  }
  dependsOn: [
    database
  ]
}

module app 'app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    siteName: '${name}-${unique}'
    planSku: planSku
    registryName: registry.name
    image: image
    apiKeysSecretUri: apiKeysSecret.properties.secretUri
    mysqlPasswordSecretUri: mysqlPasswordSecret.properties.secretUri
    vaultName: vault.name
    databaseHost: mysql.properties.fullyQualifiedDomainName
    retentionDays: retentionDays
    workspaceId: logs.id
    alertEmail: alertEmail
  }
  dependsOn: [
    slotDatabase
  ]
}

module firewall 'firewall.bicep' = {
  name: 'firewall'
  params: {
    serverName: mysql.name
    addresses: split(app.outputs.outboundAddresses, ',')
    allowAzureServices: allowAzureServices
  }
}

module github 'github.bicep' = {
  name: 'github'
  params: {
    name: name
    location: location
    repository: githubRepository
    registryName: registry.name
    siteName: app.outputs.siteName
    vaultName: vault.name
  }
  dependsOn: [
    mysqlPasswordSecret
    smokeKeySecret
  ]
}

resource databaseDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: mysql
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'MySqlSlowLogs'
        enabled: true
      }
      {
        category: 'MySqlAuditLogs'
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

resource vaultDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: vault
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

resource registryDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: registry
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'ContainerRegistryLoginEvents'
        enabled: true
      }
      {
        category: 'ContainerRegistryRepositoryEvents'
        enabled: true
      }
    ]
  }
}

// The workflows' variables, by the names that docs/azure.md sets.
output AZURE_REGISTRY string = registry.name
output AZURE_WEBAPP string = app.outputs.siteName
output AZURE_KEY_VAULT string = vault.name
output AZURE_CLIENT_ID_PRODUCTION string = github.outputs.deployClientId
output AZURE_CLIENT_ID_PLANT string = github.outputs.watchClientId
output DATABASE_HOST string = mysql.properties.fullyQualifiedDomainName
output URL string = 'https://${app.outputs.hostName}'
