/** The bytes of the three files that a model folder holds. */
export interface ModelFiles {
  /** `model.safetensors`. */
  model: Uint8Array;
  /** `reference.arrow`. */
  reference: Uint8Array;
  /** `metrics.json`. */
  metrics: Uint8Array;
}
