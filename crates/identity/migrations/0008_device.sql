-- Browsers with which an account was opened (设备), known again by a cookie of which only the hash is kept.
-- class: realm
CREATE TABLE account_device (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  device_hash CODE NOT NULL,
  agent CODE NOT NULL,
  address CODE NOT NULL,
  first_seen_at INSTANT NOT NULL,
  seen_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, account_id, device_hash),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX account_device_order ON account_device (realm_id, account_id, first_seen_at);

-- The device of a session, what it calls itself, and since when its owner was not told of new devices.
ALTER TABLE session ADD COLUMN device_hash CODE NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent CODE NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN news_since INSTANT;
