import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { FaultlineError } from "../lib/errors.ts";
import { runProgram } from "./run_program.ts";

/** Something that looks like a secret. */
export interface FoundSecret {
  /** The scanner's rule. */
  rule: string;
  /** Where it stands, from the repository's folder. */
  path: string;
  line: number;
  /** The commit that it stands in; null for the work tree. */
  commit: string | null;
  /** SHA-256 of it, in hex: names it without telling it. */
  sha256: string;
}

/** What the scanner ends with when it finds something, and when it finds something that is still valid. */
const foundCodes = [200, 205];

/**
 * Looks for secrets in the files of a Git repository's work tree, those that Git ignores left out, and in every commit
 * of its history. Nothing leaves the machine: what is found is not tried out.
 *
 * @param repository The repository's folder.
 * @param scanner The scanner's program.
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when it is no repository or a program fails; `INPUT_DAMAGED` when the clone
 * is shallow, since its history is not all there.
 */
export async function findSecrets(repository: string, scanner: string): Promise<FoundSecret[]> {
  const git = (...args: string[]) => runProgram("git", ["-C", repository, ...args]);
  if ((await git("rev-parse", "--is-shallow-repository")).trim() === "true") {
    throw new FaultlineError("INPUT_DAMAGED", "the clone is shallow: not all of its history is there", {
      hint: "git fetch --unshallow; on GitHub Actions, fetch-depth: 0",
    });
  }
  const folder = await Deno.makeTempDir({ prefix: "faultline-secrets-" });
  try {
    const [files, history, report] = ["files", "history.git", "report.json"].map((name) =>
      join(folder, name)
    );
    await runProgram("git", ["clone", "--quiet", "--bare", repository, history]);
    await Deno.mkdir(files);
    const listed = await git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
    for (const path of listed.split("\0").filter((path) => path !== "")) {
      await copy(join(repository, path), join(files, path));
    }
    await runProgram(scanner, [
      ...["scan", files, history, "--git-history", "full", "--confidence", "low", "--no-dedup"],
      ...["--no-validate", "--no-update-check", "--quiet", "--format", "json", "--output", report],
    ], { accept: [0, ...foundCodes] });
    return distinct(
      (JSON.parse(await Deno.readTextFile(report)) as Report).findings.map((one) => told(one, files)),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The part of the scanner's report that is read. */
interface Report {
  findings: {
    rule: { id: string };
    finding: { snippet: string; path: string; line: number; git_metadata?: { commit?: { id: string } } };
  }[];
}

function told({ rule, finding }: Report["findings"][number], files: string): FoundSecret {
  const commit = finding.git_metadata?.commit?.id ?? null;
  return {
    rule: rule.id,
    path: commit ? finding.path : relative(files, finding.path),
    line: finding.line,
    commit,
    sha256: createHash("sha256").update(finding.snippet).digest("hex"),
  };
}

/** One of each: a file is there once for the work tree and once for every commit that touched it. */
function distinct(found: readonly FoundSecret[]): FoundSecret[] {
  const byPlace = new Map<string, FoundSecret>();
  for (const one of found) {
    const place = `${one.rule}\0${one.path}\0${one.sha256}`;
    if (!byPlace.has(place) || one.commit === null) byPlace.set(place, one);
  }
  return [...byPlace.values()].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}

/** A file that is listed but deleted, a link or a submodule is not there to be read; the history has what it was. */
async function copy(from: string, to: string): Promise<void> {
  const info = await Deno.lstat(from).catch(() => undefined);
  if (!info?.isFile) return;
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}
