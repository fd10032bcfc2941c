/** The Python that packaged models are tested with. */
export const pythonVersion = "3.11";

/** What the loader imports; onnxruntime has the TreeEnsemble of our ONNX files since 1.21. */
const packages = ["mlflow<4,>=3.1", "numpy<3,>=1.26", "onnxruntime<2,>=1.21", "pandas<4,>=2"] as const;
const buildPackages = ["pip", "setuptools", "wheel"] as const;

/**
 * The files from which MLflow makes a model an environment of its own: `requirements.txt`, `python_env.yaml` (for
 * virtualenv and uv) and `conda.yaml`, as MLflow writes them. The versions are ranges that hold, so that a model warns
 * nobody whose packages are newer than its own.
 *
 * @returns Each file's text, by its name.
 */
export function pythonEnvironment(): Record<string, string> {
  return {
    "requirements.txt": lines(packages),
    "python_env.yaml": lines([
      `python: "${pythonVersion}"`,
      "build_dependencies:",
      ...buildPackages.map((name) => `- ${name}`),
      "dependencies:",
      "- -r requirements.txt",
    ]),
    "conda.yaml": lines([
      "channels:",
      "- conda-forge",
      "dependencies:",
      `- python=${pythonVersion}`,
      "- pip",
      "- pip:",
      ...packages.map((name) => `  - ${name}`),
      "name: mlflow-env",
    ]),
  };
}

function lines(of: readonly string[]): string {
  return of.map((line) => `${line}\n`).join("");
}
