/** A DVC remote as it is to stand in DVC's config. */
export interface DvcRemoteSpec {
  url: string;
  /** Settings for `.dvc/config`, which is committed. */
  committed: Record<string, string>;
  /** Settings for `.dvc/config.local`, which Git ignores. */
  secret: Record<string, string>;
  /** Where DVC will take its credentials from, for a person. */
  credentials: string;
}

/** A variable of the environment; an empty one counts as not set. */
export type Env = (name: string) => string | undefined;
