-- The organisation tree (组织机构). Small and rarely written; every realm sees all of it.
-- class: reference
CREATE TABLE organisation (
  id ID NOT NULL,
  realm_id ID NOT NULL,
  parent_id ID,
  path CODE NOT NULL,
  depth COUNT NOT NULL,
  name TEXT NOT NULL,
  sort_key CODE NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('federation', 'union', 'branch', 'department', 'group')),
  created_at INSTANT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX organisation_path ON organisation (path);
CREATE INDEX organisation_children ON organisation (parent_id, sort_key, id);

-- The staff directory (人员名册). The name is a sort key too: it is searched by its beginning.
-- class: realm
CREATE TABLE person (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  staff_number CODE NOT NULL,
  name CODE NOT NULL,
  sort_key CODE NOT NULL,
  reading CODE NOT NULL,
  initials CODE NOT NULL,
  sex CODE NOT NULL CHECK (sex IN ('0', '1', '2', '9')),
  birth_date DATE,
  phone CODE,
  org_id ID NOT NULL,
  org_path CODE NOT NULL,
  joined_at DATE,
  left_at DATE,
  state CODE NOT NULL CHECK (state IN ('active', 'left')),
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX person_staff_number ON person (realm_id, staff_number);
CREATE INDEX person_order ON person (realm_id, sort_key, id);
CREATE INDEX person_of_branch ON person (realm_id, org_path, sort_key, id);
CREATE INDEX person_name ON person (realm_id, name);
CREATE INDEX person_initials ON person (realm_id, initials);
CREATE INDEX person_reading ON person (realm_id, reading);

-- Which realm and account a login name belongs to; the reservation that makes login names unique.
-- class: key
CREATE TABLE account_login (
  login_hash CODE NOT NULL,
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  PRIMARY KEY (login_hash)
);

-- Things that happen once in the life of an installation, such as its first run.
-- class: key
CREATE TABLE installation_mark (
  name CODE NOT NULL,
  realm_id ID NOT NULL,
  made_at INSTANT NOT NULL,
  PRIMARY KEY (name)
);

-- Login accounts (账户).
-- class: realm
CREATE TABLE account (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  login CODE NOT NULL,
  name TEXT NOT NULL,
  sort_key CODE NOT NULL,
  person_id ID,
  org_id ID NOT NULL,
  org_path CODE NOT NULL,
  password_hash CODE NOT NULL,
  password_changed_at INSTANT NOT NULL,
  must_change_password FLAG NOT NULL CHECK (must_change_password IN (0, 1)),
  state CODE NOT NULL CHECK (state IN ('active', 'locked', 'disabled')),
  language CODE NOT NULL CHECK (language IN ('zh-CN', 'en')),
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, person_id) REFERENCES person (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX account_order ON account (realm_id, sort_key, id);
CREATE INDEX account_of_branch ON account (realm_id, org_path, sort_key, id);

-- Roles held over branches (授权).
-- class: realm
CREATE TABLE account_grant (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  role CODE NOT NULL,
  org_path CODE NOT NULL,
  clearance COUNT NOT NULL CHECK (clearance >= 0 AND clearance <= 4),
  PRIMARY KEY (realm_id, account_id, role, org_path),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX account_grant_role ON account_grant (realm_id, role, org_path, account_id);

-- Signed-in sessions (会话), found by the hash of their token; the token itself is nowhere.
-- class: key
CREATE TABLE session (
  token_hash CODE NOT NULL,
  id ID NOT NULL,
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  address CODE NOT NULL,
  created_at INSTANT NOT NULL,
  seen_at INSTANT NOT NULL,
  expires_at INSTANT NOT NULL,
  PRIMARY KEY (token_hash)
);
CREATE INDEX session_of_account ON session (account_id, created_at, id);
CREATE INDEX session_expiry ON session (expires_at);

-- Attempts to sign in, by login and address and by address alone (login_hash empty).
-- class: local
CREATE TABLE login_attempt (
  login_hash CODE NOT NULL,
  address CODE NOT NULL,
  attempts COUNT NOT NULL,
  last_at INSTANT NOT NULL,
  blocked_until INSTANT NOT NULL,
  PRIMARY KEY (login_hash, address)
);
CREATE INDEX login_attempt_age ON login_attempt (last_at);
