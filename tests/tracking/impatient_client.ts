import { createMlflowHttp, type MlflowHttp, type MlflowHttpOptions } from "../../lib/tracking/mlflow_http.ts";

/** A client that does not wait between attempts. */
export function impatientClient(uri: string, options: Partial<MlflowHttpOptions> = {}): MlflowHttp {
  return createMlflowHttp({
    address: { uri, authorization: null },
    random: () => 0,
    sleep: () => Promise.resolve(),
    ...options,
  });
}
