/** Why Faultline stopped: a stable code, one line of message, and what to do about it. */

/** Every code that can stand between the brackets of `error[CODE]`. */
export type ErrorCode =
  | "USAGE"
  | "PARAMS_INVALID"
  | "PARAMS_UNKNOWN_KEY"
  | "PARAMS_PASSWORD"
  | "SOURCE_URL_INVALID"
  | "SOURCE_NOT_FOUND"
  | "SOURCE_EMPTY"
  | "SOURCE_NO_ROWS"
  | "SOURCE_COLUMN_MISSING"
  | "SOURCE_COLUMN_DUPLICATE"
  | "SOURCE_ENCODING"
  | "SOURCE_DELIMITER"
  | "SOURCE_QUOTE"
  | "SOURCE_LINE_TOO_LONG"
  | "SOURCE_REFUSED"
  | "SOURCE_PASSWORD"
  | "SOURCE_TLS"
  | "SOURCE_TABLE_UNKNOWN"
  | "SOURCE_COLUMN_UNKNOWN"
  | "SOURCE_TIMEOUT"
  | "SOURCE_DATABASE"
  | "ROWS_REJECTED"
  | "INPUT_NOT_FOUND"
  | "INPUT_DAMAGED"
  | "SPLIT_EMPTY"
  | "SPLIT_NO_TIME"
  | "LABEL_ONE_CLASS"
  | "LABEL_TOO_FEW"
  | "BALANCE_TOO_FEW"
  | "FEATURES_NONE"
  | "CATEGORY_UNKNOWN"
  | "MODEL_NOT_FOUND"
  | "MODEL_TRUNCATED"
  | "MODEL_DAMAGED"
  | "MODEL_VERSION"
  | "MODEL_PATH"
  | "LOG_FULL"
  | "LOG_UNAVAILABLE"
  | "CONFIG_INVALID"
  | "DRIFT_METHOD"
  | "DRIFT_COLUMN"
  | "TRACKING_ADDRESS"
  | "TRACKING_UNREACHABLE"
  | "TRACKING_REFUSED"
  | "REGISTRY_ABSENT"
  | "REMOTE_ADDRESS"
  | "OUTPUT_UNWRITABLE"
  | "OUTPUT_DISK_FULL"
  | "OUTPUT_EXISTS"
  | "PYTHON_MISSING"
  | "PYTHON_PACKAGES"
  | "INTERRUPTED";

/** What an error carries beside its message. */
export interface FaultlineErrorOptions extends ErrorOptions {
  /** What to do about it, one line. */
  hint?: string;
  /** Further lines shown between message and hint. */
  details?: readonly string[];
}

/** Codes that mean the command was called wrongly: exit 2. Everything else is a failure: exit 1. */
const usageCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "USAGE",
  "PARAMS_INVALID",
  "PARAMS_UNKNOWN_KEY",
  "PARAMS_PASSWORD",
  "SOURCE_URL_INVALID",
  "CONFIG_INVALID",
  "DRIFT_METHOD",
  "DRIFT_COLUMN",
  "TRACKING_ADDRESS",
  "REMOTE_ADDRESS",
]);

/**
 * An error meant for a person. Anything else that is thrown is a fault of Faultline's own.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const error = new FaultlineError("SOURCE_EMPTY", "readings.csv is empty", { hint: "give a file with a header" });
 * equal(error.render(), "error[SOURCE_EMPTY]: readings.csv is empty\n  hint: give a file with a header");
 * equal(error.exitCode, 1);
 * ```
 */
export class FaultlineError extends Error {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, options: FaultlineErrorOptions = {}) {
    super(message.replace(/\s*[\r\n]+\s*/g, " "), options);
    this.name = "FaultlineError";
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
  }

  /** 2 for wrong use, 1 for failure. */
  get exitCode(): 1 | 2 {
    return usageCodes.has(this.code) ? 2 : 1;
  }

  /** The error as a person reads it: `error[CODE]: message`, then details and hint, each on a line of its own. */
  render(): string {
    const lines = [`error[${this.code}]: ${this.message}`, ...this.details.map((line) => `  ${line}`)];
    if (this.hint) lines.push(`  hint: ${this.hint}`);
    return lines.join("\n");
  }
}
