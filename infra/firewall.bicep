// Who may knock at the database: the app's plan, and all of Azure when that is asked for.

param serverName string
param addresses array
param allowAzureServices bool

resource server 'Microsoft.DBforMySQL/flexibleServers@2023-12-30' existing = {
  name: serverName
}

// One at a time, as the server takes them.
@batchSize(1)
resource appAddresses 'Microsoft.DBforMySQL/flexibleServers/firewallRules@2023-12-30' = [for address in addresses: {
  parent: server
  name: 'app-${replace(address, '.', '-')}'
  properties: {
    startIpAddress: address
    endIpAddress: address
  }
}]

resource azureServices 'Microsoft.DBforMySQL/flexibleServers/firewallRules@2023-12-30' = if (allowAzureServices) {
  parent: server
  name: 'azure-services'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [
    appAddresses
  ]
}
