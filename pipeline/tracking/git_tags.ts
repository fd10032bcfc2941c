/**
 * What Git says of the folder, as tags of a run: the commit, whether tracked files differ from it, the branch, and
 * where the project comes from, without a password. Nothing where there is no Git, or no commit.
 */
export async function gitTags(): Promise<Record<string, string>> {
  const [commit, changes, branch, remote] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
    git("branch", "--show-current"),
    git("config", "--get", "remote.origin.url"),
  ]);
  if (!commit) return {};
  return {
    "mlflow.source.git.commit": commit,
    "git.dirty": String(changes !== ""),
    ...(branch ? { "mlflow.source.git.branch": branch } : {}),
    ...(remote ? { "mlflow.source.git.repoURL": withoutPassword(remote) } : {}),
  };
}

/** An address without name and password; what is no URL (`git@host:path`) has none. */
export function withoutPassword(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  url.username = "";
  url.password = "";
  return url.href;
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}
