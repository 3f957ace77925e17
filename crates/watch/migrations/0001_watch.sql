-- What people did with records (行为明细): one row for each act, kept for the days that rules/watching sets.
-- Of a failed sign-in under a login name that nobody has, the account is nobody.
-- class: realm
CREATE TABLE activity (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID,
  kind CODE NOT NULL CHECK (kind IN ('view', 'page', 'download', 'export', 'export-refused', 'clear', 'search', 'name', 'sign-in-failed')),
  at INSTANT NOT NULL,
  record_id ID,
  network CODE NOT NULL,
  address CODE NOT NULL,
  agent CODE NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX activity_of_account ON activity (realm_id, account_id, kind, at);
CREATE INDEX activity_of_network ON activity (realm_id, network, kind, at);
CREATE INDEX activity_by_time ON activity (realm_id, at);

-- The same counted by hour (每小时计数), from which the usual conduct of a role is learned.
-- class: realm
CREATE TABLE activity_hour (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  kind CODE NOT NULL,
  hour INSTANT NOT NULL,
  role CODE NOT NULL,
  day_hour COUNT NOT NULL,
  acts COUNT NOT NULL,
  PRIMARY KEY (realm_id, account_id, kind, hour)
);
CREATE INDEX activity_hour_of_role ON activity_hour (realm_id, role, kind, hour);

-- What was noticed (告警), with its evidence. Of one rule and one subject at most one is not closed.
-- class: realm
CREATE TABLE alert (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  rule CODE NOT NULL,
  subject CODE NOT NULL,
  account_id ID,
  network CODE,
  role CODE NOT NULL,
  power CODE,
  state CODE NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
  raised_at INSTANT NOT NULL,
  last_at INSTANT NOT NULL,
  acts COUNT NOT NULL,
  threshold COUNT NOT NULL,
  usual COUNT,
  evidence TEXT NOT NULL,
  acknowledged_by ID,
  acknowledged_at INSTANT,
  closed_by ID,
  closed_at INSTANT,
  finding TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX alert_not_closed ON alert (realm_id, rule, subject) WHERE state <> 'closed';
CREATE INDEX alert_of_subject ON alert (realm_id, rule, subject, closed_at);
CREATE INDEX alert_order ON alert (realm_id, raised_at, id);
