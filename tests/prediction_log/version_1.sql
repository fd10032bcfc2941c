-- A prediction log as version 1 of the schema had it, dumped from a database that a server wrote.
PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE machine_index (until_id TEXT NOT NULL) STRICT;
INSERT INTO "machine_index" VALUES('019ca6b1-dc03-7000-8000-000000000003');
CREATE TABLE machine_predictions (
    machine_id TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (machine_id, id)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "machine_predictions" VALUES('press-0','019ca6b1-dc00-7000-8000-000000000000');
INSERT INTO "machine_predictions" VALUES('press-0','019ca6b1-dc02-7000-8000-000000000002');
INSERT INTO "machine_predictions" VALUES('press-1','019ca6b1-dc01-7000-8000-000000000001');
INSERT INTO "machine_predictions" VALUES('press-1','019ca6b1-dc03-7000-8000-000000000003');
CREATE TABLE machines (
    machine_id TEXT PRIMARY KEY NOT NULL,
    predictions INTEGER NOT NULL,
    latest_id TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
INSERT INTO "machines" VALUES('press-0',2,'019ca6b1-dc02-7000-8000-000000000002');
INSERT INTO "machines" VALUES('press-1',2,'019ca6b1-dc03-7000-8000-000000000003');
CREATE TABLE outcomes (
    id TEXT PRIMARY KEY NOT NULL,
    prediction_id TEXT,
    machine_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    failure INTEGER NOT NULL,
    mode TEXT,
    recorded_at_ms INTEGER NOT NULL,
    recorded_by TEXT
  ) STRICT, WITHOUT ROWID;
INSERT INTO "outcomes" VALUES('prediction:x',NULL,'press-1',1772323200000,1,'twf',1772323200010,'maintenance');
CREATE TABLE predictions (
    id TEXT PRIMARY KEY NOT NULL,
    machine_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probability REAL NOT NULL,
    threshold REAL NOT NULL,
    failure INTEGER NOT NULL,
    risk TEXT NOT NULL,
    request_id TEXT,
    type TEXT NOT NULL,
    air_temperature_k REAL NOT NULL,
    process_temperature_k REAL NOT NULL,
    rotational_speed_rpm REAL NOT NULL,
    torque_nm REAL NOT NULL,
    tool_wear_min REAL NOT NULL,
    measured_at TEXT
  ) STRICT, WITHOUT ROWID;
INSERT INTO "predictions" VALUES('019ca6b1-dc00-7000-8000-000000000000','press-0',1772323200000,'faultline','0123456789ab',0.125,0.4375,0,'low',NULL,'M',298.1,308.6,1551.0,42.8,0.0,NULL);
INSERT INTO "predictions" VALUES('019ca6b1-dc01-7000-8000-000000000001','press-1',1772323200001,'faultline','0123456789ab',0.25,0.4375,0,'low',NULL,'M',298.1,308.6,1551.0,42.8,0.0,'2026-02-28T23:59:00+00:00');
INSERT INTO "predictions" VALUES('019ca6b1-dc02-7000-8000-000000000002','press-0',1772323200002,'faultline','0123456789ab',0.5,0.4375,0,'low','req-1','M',298.1,308.6,1551.0,42.8,0.0,NULL);
INSERT INTO "predictions" VALUES('019ca6b1-dc03-7000-8000-000000000003','press-1',1772323200003,'faultline','0123456789ab',0.75,0.4375,1,'high',NULL,'M',298.1,308.6,1551.0,42.8,0.0,NULL);
CREATE TABLE set_aside (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    row TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
CREATE INDEX predictions_by_risk ON predictions (risk, id);
CREATE INDEX predictions_by_model ON predictions (model_version, id);
CREATE INDEX predictions_alarms ON predictions (id) WHERE failure = 1;
CREATE INDEX outcomes_by_machine ON outcomes (machine_id, at_ms, recorded_at_ms, id);
CREATE INDEX outcomes_by_time ON outcomes (at_ms, recorded_at_ms, id);
PRAGMA application_id = 1181511527;
PRAGMA user_version = 1;
COMMIT;
