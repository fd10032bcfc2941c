import { FaultlineError } from "../../lib/errors.ts";
import type { DvcRemoteSpec, Env } from "./dvc_remote_spec.ts";

/** The variables that DVC's plugin for Azure takes a secret from, the first that is set. */
const secrets = ["AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"];

/**
 * A folder of an Azure Blob container. DVC finds the credentials itself whenever it runs, so none are stored.
 *
 * @param address `CONTAINER/PATH`, or a container alone.
 * @param account The storage account's name (default: `AZURE_STORAGE_ACCOUNT`).
 * @throws {FaultlineError} `REMOTE_ADDRESS`.
 */
export function azureRemote(address: string, account: string | undefined, env: Env): DvcRemoteSpec {
  const path = address.replace(/\/+$/, "");
  const [container, ...folders] = path.split("/");
  const isContainer = /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/.test(container);
  if (!isContainer || !folders.every((folder) => /^(?!\.+$)[\w.=-]+$/.test(folder))) {
    throw new FaultlineError(
      "REMOTE_ADDRESS",
      `an Azure address must be CONTAINER/PATH, current value: ${address}`,
      {
        hint:
          "a container's name has 3 to 63 lower-case letters, digits and single hyphens; e.g. models/faultline",
      },
    );
  }
  const name = account ?? env("AZURE_STORAGE_ACCOUNT");
  if (!name || !/^[a-z0-9]{3,24}$/.test(name)) {
    throw new FaultlineError(
      "REMOTE_ADDRESS",
      name ? `a storage account cannot be called ${name}` : "the storage account has no name",
      { hint: "give it as --account NAME: 3 to 24 lower-case letters and digits" },
    );
  }
  const set = secrets.find((secret) => env(secret));
  return {
    url: `azure://${path}`,
    committed: { account_name: name },
    secret: {},
    credentials: set
      ? `${set} of the environment, whenever DVC runs: nothing is stored`
      : "the login of the machine (az login, a managed identity), or AZURE_STORAGE_*, whenever DVC runs",
  };
}
