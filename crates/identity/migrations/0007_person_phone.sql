-- Telephone numbers are sealed by the key ring and looked up by a keyed hash of their digits. The old column is
-- emptied when the program opens the database; no version writes it any more.
ALTER TABLE person ADD COLUMN phone_key CODE;
ALTER TABLE person ADD COLUMN phone_sealed BYTES;
ALTER TABLE person ADD COLUMN phone_index CODE;
CREATE INDEX person_phone ON person (realm_id, phone_index);
