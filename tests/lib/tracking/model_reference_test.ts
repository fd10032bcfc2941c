import { deepEqual, equal, throws } from "node:assert/strict";
import { parseModelReference } from "../../../lib/tracking/model_reference.ts";

Deno.test("a registered model's version is named by alias or by number", () => {
  deepEqual(parseModelReference("models:/pump-7@champion"), {
    name: "pump-7",
    alias: "champion",
    version: null,
  });
  deepEqual(parseModelReference("models:/pump 7/12"), { name: "pump 7", alias: null, version: "12" });
});

Deno.test("other texts are no reference", () => {
  for (const text of ["", "models/current", "model", "/models:/a@b"]) equal(parseModelReference(text), null);
});

Deno.test("a reference that names no version is refused", () => {
  const wrong = [
    "models:",
    "models:/",
    "models:/pump",
    "models:/pump@",
    "models:/pump/0",
    "models:/pump/latest",
  ];
  for (
    const text of [...wrong, "models:/m-0123", "models://pump@a", "models:/pump@a/1", "models:/pump@a b"]
  ) {
    throws(() => parseModelReference(text), { code: "CONFIG_INVALID" }, text);
  }
});
