import { equal } from "node:assert/strict";
import { artifactPlace } from "../../../lib/tracking/artifact_place.ts";

Deno.test("artifacts that the server passes on have a place below its own address", () => {
  const uri = "https://mlflow.example/team";
  const cases: [string, string | null][] = [
    ["mlflow-artifacts:/1/run/artifacts", "1/run/artifacts"],
    ["mlflow-artifacts:/1/run/artifacts/", "1/run/artifacts"],
    ["mlflow-artifacts://mlflow.example/1/run", "1/run"],
    ["mlflow-artifacts:///1/run", "1/run"],
    ["https://mlflow.example/team/api/2.0/mlflow-artifacts/artifacts/1/run", "1/run"],
    ["mlflow-artifacts://elsewhere.example/1/run", null],
    ["https://elsewhere.example/team/api/2.0/mlflow-artifacts/artifacts/1/run", null],
    ["s3://bucket/1/run", null],
    ["file:///srv/1/run", null],
    ["", null],
  ];
  for (const [artifactUri, place] of cases) equal(artifactPlace(artifactUri, uri), place, artifactUri);
});
