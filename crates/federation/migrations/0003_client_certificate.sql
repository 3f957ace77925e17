-- Client certificates by which somebody signs in (客户端证书): what is shown of each, and the digest of its public key.
-- class: realm
CREATE TABLE client_certificate (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  fingerprint CODE NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  number_at_issuer CODE NOT NULL,
  expires_at INSTANT NOT NULL,
  made_at INSTANT NOT NULL,
  used_at INSTANT,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX client_certificate_of_account ON client_certificate (realm_id, account_id, made_at, id);

-- Which certificate a public key is; the reservation that makes it unique, found before any realm is known.
-- class: key
CREATE TABLE client_certificate_key (
  fingerprint CODE NOT NULL,
  realm_id ID NOT NULL,
  certificate_id ID NOT NULL,
  PRIMARY KEY (fingerprint)
);
