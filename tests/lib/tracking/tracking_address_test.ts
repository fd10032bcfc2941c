import { deepEqual, equal, ok, throws } from "node:assert/strict";
import type { FaultlineError } from "../../../lib/errors.ts";
import { trackingAddress } from "../../../lib/tracking/tracking_address.ts";

/** RFC 7617: the base64 of `user:password` in UTF-8. */
const basic = (pair: string) => `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;

function address(variables: Record<string, string>) {
  return trackingAddress((name) => variables[name]);
}

Deno.test("without MLFLOW_TRACKING_URI there is no server, whatever else is set", () => {
  equal(address({}), null);
  equal(address({ MLFLOW_TRACKING_URI: " ", MLFLOW_TRACKING_TOKEN: "token" }), null);
});

Deno.test("the address has no slash at its end and no credentials in it", () => {
  const cases: [string, string][] = [
    ["http://127.0.0.1:5000", "http://127.0.0.1:5000"],
    ["http://127.0.0.1:5000/", "http://127.0.0.1:5000"],
    ["https://dagshub.com/ann/plant.mlflow", "https://dagshub.com/ann/plant.mlflow"],
    ["https://ann:pw@mlflow.example:8443/a/b//", "https://mlflow.example:8443/a/b"],
    ["HTTP://[::1]:5000", "http://[::1]:5000"],
  ];
  for (const [given, uri] of cases) equal(address({ MLFLOW_TRACKING_URI: given })?.uri, uri);
});

Deno.test("credentials come from username and password, else the token, else the URI", () => {
  const uri = { MLFLOW_TRACKING_URI: "https://uri:p%C3%A4ss@mlflow.example" };
  const pair = { MLFLOW_TRACKING_USERNAME: "ann", MLFLOW_TRACKING_PASSWORD: "gr:ün" };
  const token = { MLFLOW_TRACKING_TOKEN: "abc.def" };
  equal(address({ ...uri, ...pair, ...token })?.authorization, basic("ann:gr:ün"));
  equal(address({ ...uri, ...token })?.authorization, "Bearer abc.def");
  equal(address({ ...uri, ...token, MLFLOW_TRACKING_USERNAME: "ann" })?.authorization, "Bearer abc.def");
  equal(address(uri)?.authorization, basic("uri:päss"));
  equal(address({ MLFLOW_TRACKING_URI: "https://mlflow.example" })?.authorization, null);
});

Deno.test("an address that cannot be used is refused without a secret in the message", () => {
  const server = { MLFLOW_TRACKING_URI: "https://mlflow.example" };
  const cases: Record<string, string>[] = [
    { MLFLOW_TRACKING_URI: "ann:s3cret@mlflow.example" },
    { MLFLOW_TRACKING_URI: "https://ann:s3cret@mlflow.example:port" },
    { MLFLOW_TRACKING_URI: "https://ann:s3cret%zz@mlflow.example" },
    { MLFLOW_TRACKING_URI: "https://mlflow.example/?token=s3cret" },
    { MLFLOW_TRACKING_URI: "sqlite:///s3cret.db" },
    { MLFLOW_TRACKING_URI: "mlruns" },
    { ...server, MLFLOW_TRACKING_TOKEN: "s3cret\n" },
    { ...server, MLFLOW_TRACKING_PASSWORD: "s3cret" },
    { ...server, MLFLOW_TRACKING_USERNAME: "s3cret" },
  ];
  for (const variables of cases) {
    throws(() => address(variables), (error: FaultlineError) => {
      equal(error.code, "TRACKING_ADDRESS");
      equal(error.exitCode, 2);
      ok(!Deno.inspect(error).includes("s3cret"), Deno.inspect(error));
      return true;
    });
  }
  deepEqual(address({ ...server, MLFLOW_TRACKING_TOKEN: "" }), {
    uri: "https://mlflow.example",
    authorization: null,
  });
});
