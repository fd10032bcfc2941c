"""Writes azure_types.json: what Azure takes for the resources of infra/, as Bicep's own types say.

Most come out of the Azure MCP server, a program of Microsoft's that carries these types with it and needs no network:
    pip install msmcp-azure==3.0.0
    python tests/delivery/azure_types.py
It leaves some out. Those are written down below, from https://github.com/Azure/bicep-types-az, folder generated/
(mysql/microsoft.dbformysql/2023-12-30, monitor/microsoft.insights) and from the reference of Azure's templates.
"""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

CARRIED = [
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.KeyVault/vaults",
    "Microsoft.KeyVault/vaults/secrets",
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Web/serverfarms",
    "Microsoft.Web/sites",
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    "Microsoft.Web/sites/config",
    "Microsoft.Web/sites/slots",
    "Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
]

S, B, I = "string", "bool", "int"
ON_OFF = "Disabled | Enabled | string"
WRITTEN_DOWN = {
    "Microsoft.DBforMySQL/flexibleServers@2023-12-30": {
        "": {"name": S + "!", "location": S + "!", "sku": "Sku", "properties": "ServerProperties", "tags": "any"},
        "Sku": {"name": S + "!", "tier": "Burstable | GeneralPurpose | MemoryOptimized | string!"},
        "ServerProperties": {
            "administratorLogin": S, "administratorLoginPassword": S, "availabilityZone": S, "backup": "Backup",
            "createMode": S, "highAvailability": "HighAvailability", "network": "Network", "storage": "Storage",
            "version": S,
        },
        "Backup": {"backupIntervalHours": I, "backupRetentionDays": I, "geoRedundantBackup": ON_OFF},
        "HighAvailability": {"mode": "Disabled | SameZone | ZoneRedundant | string", "standbyAvailabilityZone": S},
        "Network": {"publicNetworkAccess": ON_OFF},
        "Storage": {"autoGrow": ON_OFF, "autoIoScaling": ON_OFF, "iops": I, "logOnDisk": ON_OFF, "storageSizeGB": I},
    },
    "Microsoft.DBforMySQL/flexibleServers/configurations@2023-12-30": {
        "": {"name": S + "!", "properties": "ConfigurationProperties"},
        "ConfigurationProperties": {"currentValue": S, "source": "system-default | user-override | string", "value": S},
    },
    "Microsoft.DBforMySQL/flexibleServers/databases@2023-12-30": {
        "": {"name": S + "!", "properties": "DatabaseProperties"},
        "DatabaseProperties": {"charset": S, "collation": S},
    },
    "Microsoft.DBforMySQL/flexibleServers/firewallRules@2023-12-30": {
        "": {"name": S + "!", "properties": "FirewallRuleProperties!"},
        "FirewallRuleProperties": {"startIpAddress": S + "!", "endIpAddress": S + "!"},
    },
    "Microsoft.Insights/actionGroups@2023-01-01": {
        "": {"name": S + "!", "location": S + "!", "properties": "ActionGroup", "tags": "any"},
        "ActionGroup": {"enabled": B + "!", "groupShortName": S + "!", "emailReceivers": "EmailReceiver[]"},
        "EmailReceiver": {"name": S + "!", "emailAddress": S + "!", "useCommonAlertSchema": B},
    },
    "Microsoft.Insights/diagnosticSettings@2021-05-01-preview": {
        "": {"name": S + "!", "properties": "DiagnosticSettings"},
        "DiagnosticSettings": {"workspaceId": S, "logs": "LogSettings[]", "metrics": "MetricSettings[]"},
        "LogSettings": {"category": S, "categoryGroup": S, "enabled": B + "!"},
        "MetricSettings": {"category": S, "enabled": B + "!"},
    },
    "Microsoft.Insights/metricAlerts@2018-03-01": {
        "": {"name": S + "!", "location": S + "!", "properties": "MetricAlertProperties!", "tags": "any"},
        "MetricAlertProperties": {
            "actions": "MetricAlertAction[]", "autoMitigate": B, "criteria": "MetricAlertCriteria!", "description": S,
            "enabled": B + "!", "evaluationFrequency": S + "!", "scopes": "string[]!", "severity": I + "!",
            "windowSize": S + "!",
        },
        "MetricAlertAction": {"actionGroupId": S, "webHookProperties": "any"},
        "MetricAlertCriteria": {
            "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria!", "allOf": "MetricCriteria[]",
        },
        "MetricCriteria": {
            "criterionType": "StaticThresholdCriterion!", "dimensions": "any", "metricName": S + "!",
            "metricNamespace": S, "name": S + "!", "threshold": I + "!",
            "operator": "Equals | GreaterThan | GreaterThanOrEqual | LessThan | LessThanOrEqual!",
            "timeAggregation": "Average | Count | Maximum | Minimum | Total!",
        },
    },
}


def ask(program, resource_type):
    answer = subprocess.run(
        [program, "bicepschema", "get", "--resource-type", resource_type],
        env={**os.environ, "AZURE_MCP_COLLECT_TELEMETRY": "false"},
        capture_output=True, check=True, text=True,
    )
    return json.loads(answer.stdout)["results"]["BicepSchemaResult"]


def properties(body):
    """Writable properties by name, `!` behind the type of a required one."""
    kept = {}
    for one in body.get("properties", []):
        flags = one.get("flags", "")
        if "ReadOnly" not in flags:
            kept[one["name"]] = str(one["type"]) + ("!" if "Required" in flags else "")
    return kept


def condense(answer):
    resource = next(one for one in answer if one["$type"] == "Resource")
    bodies = [one for one in answer if one["$type"] == "Object"]
    objects = {one["name"]: properties(one) for one in bodies}
    body = resource["bodyType"]
    if body["$type"] == "DiscriminatedObject":
        # Told apart by the resource's name. Of sites/config this is the one that infra/ uses; others are all alike.
        names = [next(p["type"] for p in e["properties"] if p["name"] == "name") for e in body["elements"]]
        body = body["elements"][names.index("slotConfigNames") if "slotConfigNames" in names else 0]
    kept, waiting = {"": properties(body)}, [properties(body)]
    while waiting:
        for text in waiting.pop().values():
            name = text.rstrip("!").removesuffix("[]")
            if name in objects and name not in kept:
                kept[name] = objects[name]
                waiting.append(objects[name])
    return resource["name"], kept


program = str(Path(sys.executable).parent / "azmcp")
types = dict(condense(ask(program, one)) for one in CARRIED) | WRITTEN_DOWN
made = {
    "made_with": {"msmcp-azure": version("msmcp-azure")},
    "from_the_program": sorted(name for name in types if name not in WRITTEN_DOWN),
    "types": dict(sorted(types.items())),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n")
