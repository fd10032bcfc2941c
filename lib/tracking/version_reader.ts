import { FaultlineError } from "../errors.ts";
import { artifactFolder } from "./artifact_folder.ts";
import { artifactPlace } from "./artifact_place.ts";
import { downloadUriAnswer } from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";
import { isUnknownThing, isWithoutArtifacts } from "./refusal.ts";

/**
 * A function that reads files of a version's model folder. Where the server passes artifacts on itself they come from
 * there; where it does not (its artifacts are in a folder or a bucket that it alone can read) they come the way by
 * which MLflow's own pages show them.
 */
export function createVersionReader(http: MlflowHttp, name: string, version: string) {
  let folder: Promise<string> | undefined;

  return async (path: string): Promise<Uint8Array> => {
    // A failure is not remembered: the next file asks again.
    folder ??= versionFolder(http, name, version).catch((error) => {
      folder = undefined;
      throw error;
    });
    const place = artifactPlace(await folder, http.uri);
    try {
      if (place !== null) {
        try {
          return await http.getArtifact(`${place}/${path}`);
        } catch (error) {
          if (!isWithoutArtifacts(error)) throw error;
        }
      }
      return await http.getFile("model-versions/get-artifact", { name, version, path });
    } catch (error) {
      if (!isUnknownThing(error)) throw error;
      throw new FaultlineError("MODEL_NOT_FOUND", `models:/${name}/${version} has no file ${path}`, {
        cause: error,
        hint: "was it registered by deno task register?",
      });
    }
  };
}

async function versionFolder(http: MlflowHttp, name: string, version: string): Promise<string> {
  const call = "model-versions/get-download-uri";
  const answer = readAnswer(downloadUriAnswer, await http.get(call, { name, version }), call);
  return await artifactFolder(http, answer.artifact_uri);
}
