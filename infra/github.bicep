// Whom GitHub's workflows sign in as, without a stored secret: an identity for each environment, with no more than it
// needs. `production` pushes images and deploys them; `plant` reads the database's password.

param name string
param location string

@description('OWNER/REPO.')
param repository string

param registryName string
param siteName string
param vaultName string

// Roles that Azure brings along, the same in every tenant: AcrPush, Website Contributor, Key Vault Secrets User.
var acrPush = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8311e382-0749-4cb8-b61a-304f252e45ec')
var websiteContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'de139f84-1756-47ae-9be6-808fbbe84772')
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: registryName
}

resource site 'Microsoft.Web/sites@2024-11-01' existing = {
  name: siteName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource smokeKeySecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: 'smoke-key'
}

resource mysqlPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: 'mysql-password'
}

resource deploy 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-deploy'
  location: location
}

resource deployFromGithub 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: deploy
  name: 'github-production'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${repository}:environment:production'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

resource deployPushes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, deploy.id, acrPush)
  scope: registry
  properties: {
    roleDefinitionId: acrPush
    principalId: deploy.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource deploySwaps 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(site.id, deploy.id, websiteContributor)
  scope: site
  properties: {
    roleDefinitionId: websiteContributor
    principalId: deploy.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource deployAsks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(smokeKeySecret.id, deploy.id, secretsUser)
  scope: smokeKeySecret
  properties: {
    roleDefinitionId: secretsUser
    principalId: deploy.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource watch 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-watch'
  location: location
}

resource watchFromGithub 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: watch
  name: 'github-plant'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${repository}:environment:plant'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

resource watchReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(mysqlPasswordSecret.id, watch.id, secretsUser)
  scope: mysqlPasswordSecret
  properties: {
    roleDefinitionId: secretsUser
    principalId: watch.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

output deployClientId string = deploy.properties.clientId
output watchClientId string = watch.properties.clientId
