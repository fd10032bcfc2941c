import { type MlflowServer, startMlflow } from "../support/mlflow_server.ts";
import { type HttpFront, startHttpFront } from "./http_front.ts";

/** A tracking server, and a front before it that can spoil what passes. */
export interface MlflowWithFront {
  server: MlflowServer;
  front: HttpFront;
}

/** Starts both for all tests of a file, and ends them afterwards. */
export async function mlflowWithFront(): Promise<MlflowWithFront> {
  const server = await startMlflow();
  try {
    const front = await startHttpFront(server.port);
    Deno.test.afterAll(async () => {
      await front[Symbol.asyncDispose]();
      await server.stop();
    });
    return { server, front };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
