import { type FaultProxy, startFaultProxy } from "../support/fault_proxy.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";

/** A database server, and a proxy to it whose network can be made to fail. */
export interface FaultyMariadb {
  readonly server: Mariadb;
  readonly proxy: FaultProxy;
}

/** One for all tests of the file that calls this at its top: started before the first of them, ended after the last. */
export function faultyMariadb(): FaultyMariadb {
  let server: Mariadb | undefined;
  let proxy: FaultProxy | undefined;
  Deno.test.beforeAll(async () => {
    server = await startMariadb();
    proxy = await startFaultProxy(server.port);
  });
  Deno.test.afterAll(async () => {
    proxy?.close();
    await server?.stop();
  });
  return {
    get server() {
      return server!;
    },
    get proxy() {
      return proxy!;
    },
  };
}
