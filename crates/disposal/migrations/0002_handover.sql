-- A line whose record is to be handed over to another archives, or was (移交).
-- class: realm
ALTER TABLE disposal_item ADD COLUMN handover CODE NOT NULL DEFAULT '' CHECK (handover IN ('', 'proposed', 'done'));
