-- What came of each backup and of each restore drill.
-- class: realm
CREATE TABLE backup_report (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('backup', 'drill')),
  started_at INSTANT NOT NULL,
  finished_at INSTANT NOT NULL,
  good FLAG NOT NULL CHECK (good IN (0, 1)),
  details TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX backup_report_by_time ON backup_report (realm_id, kind, finished_at, id);
