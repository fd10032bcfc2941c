/** Where a registered version can be made from. */
export interface ModelSource {
  /** `models:/m-ID`, or on older servers `runs:/RUN/model`. */
  source: string;
  model_id: string | null;
  /** Of the model folder's files, all but `MLmodel`: 12 hex digits of a SHA-256. */
  content: string;
}

/** The run that a model is of. */
export interface ModelRun {
  run_id: string;
  experiment_id: string;
  artifact_uri: string;
}
