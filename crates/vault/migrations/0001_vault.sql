-- The objects that exist: content hash, where the bytes lie, and the key that opens them.
-- Deleting the row makes the bytes unreadable everywhere, also in old copies of the replicas.
-- class: realm
CREATE TABLE vault_object (
  realm_id ID NOT NULL,
  hash CODE NOT NULL,
  object_id ID NOT NULL,
  size COUNT NOT NULL,
  key_id CODE NOT NULL,
  key_wrapped BYTES NOT NULL,
  created_at INSTANT NOT NULL,
  lost_at INSTANT,
  PRIMARY KEY (realm_id, hash)
);
CREATE UNIQUE INDEX vault_object_of_id ON vault_object (realm_id, object_id);
