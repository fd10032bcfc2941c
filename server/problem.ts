/** One field that is wrong. */
export interface FieldFault {
  /** Its path, e.g. `torque_nm` or `3.type` for the fourth row of a batch. */
  field: string;
  /** What is wrong with it. */
  message: string;
  /** The allowed values, where they can be listed. */
  allowed?: readonly string[];
}

/** Codes that a program can rely on, each with its status. */
export const problemCodes = {
  JSON_MALFORMED: 400,
  JSON_TOO_DEEP: 400,
  CSV_MALFORMED: 400,
  BODY_ENCODING: 400,
  BODY_INCOMPLETE: 400,
  QUERY_INVALID: 400,
  CURSOR_INVALID: 400,
  KEY_MISSING: 401,
  KEY_UNKNOWN: 401,
  SCOPE_MISSING: 403,
  ORIGIN_FOREIGN: 403,
  NOT_FOUND: 404,
  PREDICTION_NOT_FOUND: 404,
  MODEL_NOT_SERVED: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  TOO_MANY_ROWS: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  HOST_FOREIGN: 421,
  FIELD_INVALID: 422,
  DRIFT_METHOD: 422,
  MODEL_REFUSED: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  LOG_FULL: 503,
  LOG_UNAVAILABLE: 503,
  NOT_READY: 503,
  REPORT_UNAVAILABLE: 503,
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** What each code means, in a few words that do not change from one occurrence to the next. */
export const problemTitles: Readonly<Record<ProblemCode, string>> = {
  JSON_MALFORMED: "The body is not JSON",
  JSON_TOO_DEEP: "The JSON is nested too deeply",
  CSV_MALFORMED: "The body is not CSV",
  BODY_ENCODING: "The body cannot be decompressed",
  BODY_INCOMPLETE: "The body did not arrive whole",
  QUERY_INVALID: "A query parameter is wrong",
  CURSOR_INVALID: "The cursor is not one of ours",
  KEY_MISSING: "A key is needed",
  KEY_UNKNOWN: "The key is not known",
  SCOPE_MISSING: "The key does not allow this",
  ORIGIN_FOREIGN: "The request comes from another site",
  NOT_FOUND: "There is nothing here",
  PREDICTION_NOT_FOUND: "There is no such prediction",
  MODEL_NOT_SERVED: "This model is not served",
  METHOD_NOT_ALLOWED: "The method is not allowed here",
  BODY_TIMEOUT: "The body took too long",
  BODY_TOO_LARGE: "The body is too large",
  TOO_MANY_ROWS: "The batch has too many rows",
  MEDIA_TYPE_UNSUPPORTED: "The body's type or encoding is not supported",
  HOST_FOREIGN: "This host is not served here",
  FIELD_INVALID: "A field is wrong",
  DRIFT_METHOD: "This drift test cannot be used",
  MODEL_REFUSED: "The model was refused",
  RATE_LIMITED: "Too many requests",
  INTERNAL: "A fault of the server's own",
  LOG_FULL: "The prediction log is full",
  LOG_UNAVAILABLE: "The prediction log cannot be written",
  NOT_READY: "The server is not ready",
  REPORT_UNAVAILABLE: "No report can be made",
};

/** What a problem carries beside its code and message. */
export interface ProblemOptions extends ErrorOptions {
  errors?: readonly FieldFault[];
  headers?: Readonly<Record<string, string>>;
}

/** A problem as it goes out: RFC 9457, `application/problem+json`. */
export interface ProblemDetails {
  /** `urn:faultline:problem:CODE`. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  /** The request that it happened to: `urn:faultline:request:ID`. */
  instance: string;
  errors: readonly FieldFault[];
}

/**
 * A request that cannot be answered, as RFC 9457 writes it: thrown anywhere in a handler, turned into
 * `application/problem+json` in one place.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly FieldFault[];
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail One sentence for a person; it goes out as it is, so nothing internal belongs into it. */
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.name = "Problem";
    this.code = code;
    this.status = problemCodes[code];
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  /** What is sent. */
  details(requestId: string): ProblemDetails {
    return {
      type: `urn:faultline:problem:${this.code}`,
      title: problemTitles[this.code],
      status: this.status,
      detail: this.message,
      code: this.code,
      instance: `urn:faultline:request:${encodeURIComponent(requestId)}`,
      errors: this.errors,
    };
  }
}
