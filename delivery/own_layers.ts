import { join } from "node:path";
import { FaultlineError } from "../lib/errors.ts";
import { runProgram } from "./run_program.ts";

/** A layer of an image. */
export interface Layer {
  /** The instruction that made it, as the image's history has it. */
  madeBy: string;
  /** Bytes of its archive. */
  bytes: number;
  /** Bytes of its archive as gzip packs it at its usual level, which is what a registry keeps. */
  compressedBytes: number;
}

/**
 * The layers that a Dockerfile adds to its base image: as many at the end of the image as its last stage has
 * instructions that make one.
 *
 * @param image Name of an image that the engine has.
 * @param dockerfile Text of the Dockerfile that it was built from.
 * @throws {FaultlineError} `INPUT_NOT_FOUND` without a client, an engine or the image; `INPUT_DAMAGED` when the image
 * has fewer layers than the Dockerfile makes.
 */
export async function ownLayers(image: string, dockerfile: string): Promise<Layer[]> {
  const folder = await Deno.makeTempDir({ prefix: "faultline-image-" });
  try {
    await runProgram("docker", ["save", "--output", join(folder, "image.tar"), image]);
    await runProgram("tar", ["-xf", "image.tar"], { cwd: folder });
    const [{ Config, Layers }] = JSON.parse(await Deno.readTextFile(join(folder, "manifest.json")));
    const { history } = JSON.parse(await Deno.readTextFile(join(folder, Config)));
    const made = (history as { created_by?: string; empty_layer?: boolean }[])
      .filter((entry) => !entry.empty_layer);
    const count = countLayers(dockerfile);
    if (made.length !== Layers.length || Layers.length <= count) {
      throw new FaultlineError(
        "INPUT_DAMAGED",
        `${image} has ${Layers.length} layers, and the Dockerfile alone makes ${count}`,
        { hint: "give an image that was built from this Dockerfile" },
      );
    }
    const layers: Layer[] = [];
    for (const [i, path] of (Layers as string[]).entries()) {
      if (i < Layers.length - count) continue;
      layers.push({ madeBy: made[i].created_by ?? "", ...await measure(join(folder, path)) });
    }
    return layers;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * How many layers the last stage of a Dockerfile makes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(countLayers("FROM a AS build\nRUN make\nFROM b\nCOPY --from=build \\\n  /x /x\nUSER 1\nRUN x\n"), 2);
 * ```
 */
export function countLayers(dockerfile: string): number {
  const lines = dockerfile.replace(/^\s*#.*$/gm, "").replace(/\\\s*\n/g, " ").split("\n");
  const instructions = lines.map((line) => /^\s*([a-z]+)\s/i.exec(line)?.[1].toUpperCase());
  const stage = instructions.slice(instructions.lastIndexOf("FROM") + 1);
  return stage.filter((name) => ["COPY", "ADD", "RUN", "WORKDIR"].includes(name!)).length;
}

async function measure(path: string): Promise<{ bytes: number; compressedBytes: number }> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  let compressedBytes = 0;
  for await (const chunk of file.readable.pipeThrough(new CompressionStream("gzip"))) {
    compressedBytes += chunk.length;
  }
  return { bytes: size, compressedBytes };
}
