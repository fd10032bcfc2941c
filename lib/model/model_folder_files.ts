/** Every file of a model folder, the model itself first. Together they are the whole model. */
export const modelFolderFiles = ["model.safetensors", "reference.arrow", "metrics.json"] as const;
