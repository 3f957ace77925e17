-- Tokens with which a directory keeps the accounts of a branch (SCIM, 目录同步令牌). Of the token only a digest is kept.
-- class: realm
CREATE TABLE scim_token (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  name TEXT NOT NULL,
  org_path CODE NOT NULL,
  token_hash CODE NOT NULL,
  made_by ID NOT NULL,
  made_at INSTANT NOT NULL,
  expires_at INSTANT NOT NULL,
  used_at INSTANT,
  revoked_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX scim_token_of_branch ON scim_token (realm_id, org_path, made_at, id);

-- Which token a digest is, found before any realm is known.
-- class: key
CREATE TABLE scim_token_hash (
  token_hash CODE NOT NULL,
  realm_id ID NOT NULL,
  token_id ID NOT NULL,
  PRIMARY KEY (token_hash)
);

-- What a directory says of an account: its own id, and whether it stopped the account or took it away. An account that
-- somebody else stopped is not opened by a directory.
-- class: realm
CREATE TABLE scim_user (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  external_id CODE,
  stopped FLAG NOT NULL CHECK (stopped IN (0, 1)),
  removed FLAG NOT NULL CHECK (removed IN (0, 1)),
  PRIMARY KEY (realm_id, account_id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX scim_user_external ON scim_user (realm_id, external_id, account_id);

-- Who is in the groups that rules/federation names.
-- class: realm
CREATE TABLE scim_member (
  realm_id ID NOT NULL,
  group_name CODE NOT NULL,
  account_id ID NOT NULL,
  PRIMARY KEY (realm_id, group_name, account_id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX scim_member_of ON scim_member (realm_id, account_id, group_name);
