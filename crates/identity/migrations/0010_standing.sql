-- Post (职务) and rank (级别) of whoever has an account; empty and 0 when there is none.
ALTER TABLE account ADD COLUMN post CODE NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN rank COUNT NOT NULL DEFAULT 0;
