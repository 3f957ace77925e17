-- Identities outside by which somebody signs in (外部身份): a subject of an identity provider.
-- class: realm
CREATE TABLE outside_binding (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  issuer CODE NOT NULL,
  subject CODE NOT NULL,
  label TEXT NOT NULL,
  made_at INSTANT NOT NULL,
  used_at INSTANT,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX outside_binding_of_account ON outside_binding (realm_id, account_id, made_at, id);

-- Which binding an identity outside is; the reservation that makes it unique, found before any realm is known.
-- class: key
CREATE TABLE outside_subject (
  subject_hash CODE NOT NULL,
  realm_id ID NOT NULL,
  binding_id ID NOT NULL,
  PRIMARY KEY (subject_hash)
);

-- Ways to an identity provider and back that are under way; each is taken out before its answer is looked at. Of the
-- browser and of what it carries only hashes are kept.
-- class: key
CREATE TABLE outside_attempt (
  state_hash CODE NOT NULL,
  browser_hash CODE NOT NULL,
  provider CODE NOT NULL,
  nonce CODE NOT NULL,
  verifier CODE NOT NULL,
  session_id ID,
  next_address TEXT NOT NULL,
  expires_at INSTANT NOT NULL,
  PRIMARY KEY (state_hash)
);
CREATE INDEX outside_attempt_expiry ON outside_attempt (expires_at);

-- Rights that an account has because of its groups outside (外部用户组授权), so that they go when the group goes.
-- class: realm
CREATE TABLE outside_grant (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  source CODE NOT NULL,
  role CODE NOT NULL,
  org_path CODE NOT NULL,
  clearance COUNT NOT NULL,
  PRIMARY KEY (realm_id, account_id, source, role, org_path),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
