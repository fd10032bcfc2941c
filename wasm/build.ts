// Compiles score_kernel.ts, which is AssemblyScript, into lib/forest/score_kernel_wasm.ts; with --check only says
// whether that file is what the compiler makes. This folder has a deno.json of its own, so that the compiler is
// downloaded by nobody who does not change the kernel.
import { main as compile } from "assemblyscript/asc";

const source = await Deno.readTextFile(new URL("./score_kernel.ts", import.meta.url));
const options = [
  ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert"],
  ...["--runtime", "stub", "--enable", "simd", "--importMemory"],
];
let wasm: Uint8Array | undefined;
const { error, stderr } = await compile(["score_kernel.ts", "--outFile", "kernel.wasm", ...options], {
  readFile: (name: string) => name === "score_kernel.ts" ? source : null,
  writeFile: (name: string, contents: string | Uint8Array) => {
    if (name === "kernel.wasm") wasm = contents as Uint8Array;
  },
  listFiles: () => [],
});
if (error || !wasm) {
  console.error(stderr.toString());
  Deno.exit(1);
}

const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source));
const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
const text = `// Made by wasm/build.ts from wasm/score_kernel.ts; not to be edited.

/** SHA-256 of the source that the kernel was compiled from. */
export const scoreKernelSource = "${hash}";

/** The compiled kernel in base64. */
export const scoreKernelWasm =
  "${btoa(String.fromCharCode(...wasm))}";
`;
const target = new URL("../lib/forest/score_kernel_wasm.ts", import.meta.url);
if (Deno.args.includes("--check")) {
  if (await Deno.readTextFile(target) === text) Deno.exit(0);
  console.error(
    "lib/forest/score_kernel_wasm.ts is not what the compiler makes of wasm/score_kernel.ts: run deno task wasm",
  );
  Deno.exit(1);
}
await Deno.writeTextFile(target, text);
console.log(`score_kernel_wasm.ts: ${wasm.length} bytes of WebAssembly`);
