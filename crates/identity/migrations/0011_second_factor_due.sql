-- Whether the owner of a session was known by two factors at the sign-in itself, by an identity provider or a key in
-- hardware; then none of this house is asked of her.
ALTER TABLE session ADD COLUMN is_whole FLAG NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1));
-- When an account got its power: asked at each request while a time of grace is configured.
CREATE INDEX power_change_account ON power_change (realm_id, account_id, act, decided_at);
