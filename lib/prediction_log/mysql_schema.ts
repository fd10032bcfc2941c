import { FaultlineError } from "../errors.ts";
import type { MysqlConnection } from "../stores/mysql_connection.ts";
import { mysqlFault } from "./mysql_fault.ts";

/** Seconds that one server waits for another to finish its migration. */
const lockSeconds = 5;

/** The version from which on predictions and outcomes go into the tables as they do now. */
const logVersion = 1;

/**
 * Makes the tables of the prediction log, or brings those of an older Faultline up to date. `faultline_schema` has a
 * row for each version reached. Where the version is the newest already, nothing but that row is read, so that an
 * account without the right to make tables can serve; where it is older, such an account goes on with the tables that
 * are there, as long as predictions go into them. Servers that start at once wait for each other.
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE` when the tables are of a newer Faultline, or another server's migration
 * does not end; and as `MysqlConnection` does.
 */
export async function migrateMysql(connection: MysqlConnection): Promise<void> {
  const version = await versionOf(connection);
  if (version === migrations.length) return;
  try {
    await migrateLocked(connection);
  } catch (cause) {
    if (version < logVersion || mysqlFault(cause).kind !== "refused") throw cause;
  }
}

/**
 * Leaves tables as they are, which a running server of an older Faultline may be using.
 *
 * @param wanted.least The version that they must have reached.
 * @param wanted.url The database, as errors name it.
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when there are none; `LOG_UNAVAILABLE` when they are older, or of a newer
 * Faultline; and as `MysqlConnection` does.
 */
export async function requireMysqlVersion(
  connection: MysqlConnection,
  wanted: { least: number; url: string },
): Promise<void> {
  const { least, url } = wanted;
  const version = await versionOf(connection);
  if (version >= least) return;
  if (version === 0) {
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no prediction log at ${url}`, {
      hint: "start the server and let it predict, or check the URL",
    });
  }
  throw new FaultlineError(
    "LOG_UNAVAILABLE",
    `the prediction log's tables are of version ${version}, and version ${least} is needed`,
    {
      hint: "restart the server with this version of Faultline, once with an account that may make tables: " +
        "it brings them up to date",
    },
  );
}

async function migrateLocked(connection: MysqlConnection): Promise<void> {
  const lock = "CONCAT('faultline_schema:', LEFT(MD5(DATABASE()), 16))";
  const [[locked]] = await connection.query(`SELECT GET_LOCK(${lock}, ${lockSeconds})`);
  if (Number(locked) !== 1) {
    throw new FaultlineError(
      "LOG_UNAVAILABLE",
      `another server has been changing the tables for ${lockSeconds} s`,
      {
        hint: "wait for it, or end its connection",
      },
    );
  }
  try {
    const version = await versionOf(connection);
    const text = await textOf(connection);
    for (const [i, statements] of migrations.entries()) {
      if (i < version) continue;
      // DDL commits by itself: each statement can be run again after a migration that ended half-way.
      for (const statement of statements(text)) await connection.query(statement);
      await connection.query(
        "INSERT INTO faultline_schema (version, made_at) VALUES (?, UTC_TIMESTAMP(3)) " +
          "ON DUPLICATE KEY UPDATE version = version",
        [i + 1],
      );
    }
  } finally {
    if (connection.isOpen()) await connection.query(`SELECT RELEASE_LOCK(${lock})`);
  }
}

/** The version of the tables there; 0 without any. */
async function versionOf(connection: MysqlConnection): Promise<number> {
  const [found] = await connection.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'faultline_schema'",
  );
  if (!found) return 0;
  const [[version]] = await connection.query("SELECT MAX(version) FROM faultline_schema");
  if (Number(version) <= migrations.length) return Number(version);
  throw new FaultlineError(
    "LOG_UNAVAILABLE",
    `the prediction log's tables are of version ${version}, and this Faultline knows up to ${migrations.length}`,
    { hint: "run the newer Faultline, or use another database" },
  );
}

/** The type of text that compares byte by byte, spaces at its end included: its name differs between the servers. */
async function textOf(connection: MysqlConnection): Promise<string> {
  const [[collation] = ["utf8mb4_bin"]] = await connection.query(
    "SELECT collation_name FROM information_schema.collations " +
      "WHERE collation_name IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin') ORDER BY collation_name DESC LIMIT 1",
  );
  return `CHARACTER SET utf8mb4 COLLATE ${collation}`;
}

/** What leads from each version to the next. A released one is never changed. */
const migrations: readonly ((text: string) => readonly string[])[] = [
  (text) => [
    "CREATE TABLE IF NOT EXISTS faultline_schema (" +
    "version int unsigned NOT NULL PRIMARY KEY, made_at datetime(3) NOT NULL) ENGINE = InnoDB",

    "CREATE TABLE IF NOT EXISTS predictions (" +
    [
      "id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY",
      "at datetime(3) NOT NULL",
      `machine_id varchar(200) ${text} NOT NULL`,
      `model_name varchar(200) ${text} NOT NULL`,
      `model_version varchar(200) ${text} NOT NULL`,
      "probability double NOT NULL",
      "threshold double NOT NULL",
      "failure tinyint NOT NULL",
      "risk varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      `request_id varchar(128) ${text} NULL`,
      "type char(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      "air_temperature_k double NOT NULL",
      "process_temperature_k double NOT NULL",
      "rotational_speed_rpm double NOT NULL",
      "torque_nm double NOT NULL",
      "tool_wear_min double NOT NULL",
      "measured_at varchar(64) CHARACTER SET ascii COLLATE ascii_bin NULL",
      "KEY predictions_machine (machine_id, id)",
    ].join(", ") + ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4",

    "CREATE TABLE IF NOT EXISTS outcomes (" +
    [
      `id varchar(300) ${text} NOT NULL PRIMARY KEY`,
      "prediction_id char(36) CHARACTER SET ascii COLLATE ascii_bin NULL",
      `machine_id varchar(200) ${text} NOT NULL`,
      "at datetime(3) NOT NULL",
      "failure tinyint NOT NULL",
      "mode varchar(3) CHARACTER SET ascii COLLATE ascii_bin NULL",
      "recorded_at datetime(3) NOT NULL",
      `recorded_by varchar(200) ${text} NULL`,
      "KEY outcomes_at (at, recorded_at)",
      "KEY outcomes_machine (machine_id, at, recorded_at)",
    ].join(", ") + ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4",
  ],
  (text) => [
    "CREATE TABLE IF NOT EXISTS drift_reports (" +
    [
      "id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY",
      "made_at datetime(3) NOT NULL",
      `model_name varchar(200) ${text} NOT NULL`,
      `model_version varchar(200) ${text} NOT NULL`,
      "since datetime(3) NOT NULL",
      "until datetime(3) NOT NULL",
      "predictions_read int unsigned NOT NULL",
      "verdict varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      "drifted tinyint NOT NULL",
      "share double NOT NULL",
      // A JSON array of findings' codes.
      "alarms text CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
      "f1 double NULL",
      "estimated_f1 double NULL",
      "alert_share double NOT NULL",
    ].join(", ") + ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4",
  ],
];
