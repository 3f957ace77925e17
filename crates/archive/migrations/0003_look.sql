-- Permissions to see the personal data of one record in clear (查看明文), for one account and some minutes.
-- class: realm
CREATE TABLE clear_access (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  account_id ID NOT NULL,
  purpose CODE NOT NULL,
  reason TEXT NOT NULL,
  given_at INSTANT NOT NULL,
  expires_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX clear_access_of_account ON clear_access (realm_id, account_id, record_id, expires_at);

-- Who looked at a record that names a person (谁看过我的档案), for that person to read.
-- class: realm
CREATE TABLE look (
  realm_id ID NOT NULL,
  person_id ID NOT NULL,
  at INSTANT NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  record_id ID NOT NULL,
  action CODE NOT NULL,
  purpose CODE,
  PRIMARY KEY (realm_id, person_id, at, id)
);
CREATE INDEX look_of_account ON look (realm_id, account_id, record_id, action, at);
