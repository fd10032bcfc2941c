import { Command, InvalidArgumentError } from "commander";
import { ownLayers } from "./own_layers.ts";
import { foundExitCode, runCommand } from "./run_command.ts";

const command = new Command("delivery/layers.ts")
  .description(
    "Weighs the layers that the Dockerfile adds to its base image, compressed as a registry keeps them.",
  )
  .argument("<image>", "an image that the Docker engine has")
  .option("--dockerfile <file>", "the Dockerfile that it was built from", "Dockerfile")
  .option("--most <MB>", "end with 3 when they weigh more than this many million bytes", megabytes);

await runCommand(command, async ({ dockerfile, most }, [image]) => {
  const layers = await ownLayers(image, await Deno.readTextFile(dockerfile));
  for (const { madeBy, bytes, compressedBytes } of layers) {
    console.log(`${inMegabytes(compressedBytes)}  of ${inMegabytes(bytes)}  ${madeBy.replace(/\s+/g, " ")}`);
  }
  const total = layers.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
  console.log(`${inMegabytes(total)}  in all${most ? `, at most ${most} MB wanted` : ""}`);
  return most && total > Number(most) * 1e6 ? foundExitCode : 0;
});

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(6)} MB`;
}

function megabytes(text: string): string {
  if (Number(text) > 0) return text;
  throw new InvalidArgumentError("it must be a number above 0");
}
