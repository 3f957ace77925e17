-- Absences (外出) with who stands in (代理人), told by the absent person herself.
-- class: realm
CREATE TABLE workflow_absence (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  substitute_id ID NOT NULL,
  from_at INSTANT NOT NULL,
  until_at INSTANT NOT NULL,
  made_at INSTANT NOT NULL,
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX workflow_absence_of_account ON workflow_absence (realm_id, account_id, until_at, id);
CREATE INDEX workflow_absence_of_substitute ON workflow_absence (realm_id, substitute_id, until_at, id);
