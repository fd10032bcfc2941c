import { deepEqual, equal, ok } from "node:assert/strict";
import { dirname } from "node:path";
import { trackedProject } from "../pipeline/tracked_project.ts";
import { succeed } from "../pipeline/small_run.ts";
import { serveModel } from "../model_package/serve_model.ts";
import { runProgram } from "../support/run_task.ts";

/** Scores a CSV file with the champion that the registry names, as a data scientist would. */
const script = `
import json, sys, mlflow, pandas as pd
uri, model, source = sys.argv[1:]
mlflow.set_tracking_uri(uri)
readings = pd.read_csv(source)
scored = mlflow.pyfunc.load_model(model).predict(readings)
print(json.dumps(scored.to_dict(orient="list")))
`;

Deno.test("what is registered is loaded and served by MLflow from the registry, with predict's probabilities", async () => {
  await using tracked = await trackedProject();
  const { project, mlflow } = tracked;
  const cwd = project.path, model = "models:/first@champion";
  await succeed(cwd, ["simulate", "--rows", "500", "--seed", "11", "--to", "csv:new.csv"]);
  await succeed(cwd, ["predict", "--input", "new.csv", "--output", "scored.csv"]);
  const [header, ...rows] = Deno.readTextFileSync(project.file("scored.csv")).trim().split("\n")
    .map((line) => line.split(","));
  const ours = rows.map((cells) => Number(cells[header.indexOf("probability")]));
  const decided = rows.map((cells) => cells[header.indexOf("predicted_failure")] === "1");
  const { code, stdout, stderr } = await runProgram(mlflow.python, [
    "-c",
    script,
    mlflow.uri,
    model,
    "new.csv",
  ], {
    cwd,
  });
  equal(code, 0, stderr);
  const theirs = JSON.parse(stdout) as { probability: number[]; failure: boolean[] };
  equal(theirs.probability.length, 500);
  const farthest = Math.max(
    ...theirs.probability.map((probability, row) => Math.abs(probability - ours[row])),
  );
  ok(farthest <= 1e-9, `${farthest}`);
  deepEqual(theirs.failure, decided);

  const programs = dirname(mlflow.python);
  await using served = await serveModel({ programs, model, trackingUri: mlflow.uri });
  const columns = ["type", ...header.filter((column) => /_(?:k|rpm|nm|min)$/.test(column))];
  const data = rows.slice(0, 3).map((cells) =>
    columns.map((column) => {
      const cell = cells[header.indexOf(column)];
      return column === "type" ? cell : Number(cell);
    })
  );
  const answer = await fetch(`${served.url}/invocations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ dataframe_split: { columns, data } }),
  });
  equal(answer.status, 200);
  const { predictions } = await answer.json() as { predictions: { probability: number }[] };
  predictions.forEach(({ probability }, row) => ok(Math.abs(probability - ours[row]) <= 1e-9));
});
