import { join } from "node:path";

/** Rows of features and labels, as both sides of a benchmark read them. */
export interface Matrix {
  /** One Float64Array a feature. */
  columns: Float64Array[];
  failure: Uint8Array;
}

/**
 * Writes a matrix as `NAME_x.f64`, a column after another, and `NAME_y.u8`. Values are rounded to float32, which is
 * what scikit-learn's trees compute in: so all sides see the same numbers.
 */
export async function writeMatrix(folder: string, name: string, { columns, failure }: Matrix): Promise<void> {
  const file = await Deno.create(join(folder, `${name}_x.f64`));
  for (const column of columns) await writeAll(file, bytesOf(column.map(Math.fround)));
  file.close();
  await Deno.writeFile(join(folder, `${name}_y.u8`), failure);
}

/** Reads what {@linkcode writeMatrix} wrote. */
export async function readMatrix(folder: string, name: string): Promise<Matrix> {
  const failure = await Deno.readFile(join(folder, `${name}_y.u8`));
  const { buffer } = await Deno.readFile(join(folder, `${name}_x.f64`));
  const values = new Float64Array(buffer);
  const features = values.length / failure.length;
  const column = (f: number) => values.subarray(f * failure.length, (f + 1) * failure.length);
  return { columns: Array.from({ length: features }, (_, f) => column(f)), failure };
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}
