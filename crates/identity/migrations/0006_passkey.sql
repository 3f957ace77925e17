-- Passkeys (通行密钥, WebAuthn): public keys of authenticators with which their owner signs in. suspected_at is when a
-- counter ran backwards, as it does when an authenticator was copied; such a key opens nothing any more.
-- class: realm
CREATE TABLE passkey (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  relying_party CODE NOT NULL,
  credential_id BYTES NOT NULL,
  public_key BYTES NOT NULL,
  sign_count COUNT NOT NULL,
  backup_eligible FLAG NOT NULL CHECK (backup_eligible IN (0, 1)),
  backed_up FLAG NOT NULL CHECK (backed_up IN (0, 1)),
  name TEXT NOT NULL,
  made_at INSTANT NOT NULL,
  used_at INSTANT,
  suspected_at INSTANT,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX passkey_of_account ON passkey (realm_id, account_id, made_at, id);

-- Which passkey a credential is; the reservation that makes credentials unique, found before any realm is known.
-- class: key
CREATE TABLE passkey_credential (
  credential_hash CODE NOT NULL,
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  passkey_id ID NOT NULL,
  PRIMARY KEY (credential_hash)
);

-- Challenges that wait for their answer, one for each holder; a challenge is taken out before its answer is looked at.
-- class: key
CREATE TABLE passkey_challenge (
  holder_hash CODE NOT NULL,
  challenge BYTES NOT NULL,
  expires_at INSTANT NOT NULL,
  PRIMARY KEY (holder_hash)
);
CREATE INDEX passkey_challenge_expiry ON passkey_challenge (expires_at);
