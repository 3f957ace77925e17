-- The second factor of an account: the shared secret of its authenticator (TOTP, RFC 6238), sealed by the key ring.
-- Unconfirmed until a first code was right; last_step is the newest time step that was used, so no code works twice.
-- class: realm
CREATE TABLE second_factor (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  key_id CODE NOT NULL,
  secret BYTES NOT NULL,
  last_step COUNT NOT NULL,
  made_at INSTANT NOT NULL,
  confirmed_at INSTANT,
  PRIMARY KEY (realm_id, account_id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);

-- Codes for the day on which the authenticator is lost; each works once, none is kept in the clear.
-- class: realm
CREATE TABLE recovery_code (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  code_hash CODE NOT NULL,
  used_at INSTANT,
  PRIMARY KEY (realm_id, account_id, code_hash),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);

-- A session that waits for the code of the second factor opens nothing; confirmed_at is when its owner last proved
-- who she is.
ALTER TABLE session ADD COLUMN pending FLAG NOT NULL DEFAULT 0 CHECK (pending IN (0, 1));
ALTER TABLE session ADD COLUMN confirmed_at INSTANT NOT NULL DEFAULT 0;
