import { FaultlineError } from "../lib/errors.ts";

/** Where a server listens. */
export interface ListenOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  handle: (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;
}

/**
 * Starts to answer on an address.
 *
 * @throws {FaultlineError} `CONFIG_INVALID`, naming `PORT` or `HOST`, when the address cannot be had.
 */
export function listen({ host, port, handle }: ListenOptions): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: host, port, onListen() {} }, handle);
  } catch (cause) {
    throw refusal(host, port, cause as Error & { code?: string });
  }
}

function refusal(host: string, port: number, cause: Error & { code?: string }): FaultlineError {
  if (cause.code === "EADDRINUSE") {
    return new FaultlineError("CONFIG_INVALID", `PORT ${port} is taken on ${host}`, {
      cause,
      hint: "stop the program that listens there, or set PORT to another",
    });
  }
  if (cause.code === "EACCES" || cause.code === "EPERM" || cause instanceof Deno.errors.PermissionDenied) {
    return new FaultlineError("CONFIG_INVALID", `PORT ${port} on ${host} may not be used by this user`, {
      cause,
      hint: "set PORT to one from 1024 on",
    });
  }
  return new FaultlineError(
    "CONFIG_INVALID",
    `HOST must be an address or a name of this machine, current value: ${host} (${cause.message})`,
    { cause },
  );
}

/** The URL at which a person finds a server. */
export function urlOf({ hostname, port }: Deno.NetAddr): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}/`;
}
