-- A paper that was taken out of the inbox (弃置) stays, unseen, until somebody puts it back.
ALTER TABLE record ADD COLUMN discarded_at INSTANT;
ALTER TABLE record ADD COLUMN discard_reason TEXT;
-- Partial, so that it is never chosen for the lists of what is not discarded.
CREATE INDEX record_discarded ON record (realm_id, captured_at, id) WHERE discarded_at IS NOT NULL;
