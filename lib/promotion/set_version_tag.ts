import type { MlflowHttp } from "../tracking/mlflow_http.ts";
import type { RegisteredVersion } from "../tracking/registry.ts";

/** Sets a tag of a registered version. */
export async function setVersionTag(
  http: Pick<MlflowHttp, "post">,
  { name, version }: Pick<RegisteredVersion, "name" | "version">,
  key: string,
  value: string,
): Promise<void> {
  await http.post("model-versions/set-tag", { name, version, key, value });
}
