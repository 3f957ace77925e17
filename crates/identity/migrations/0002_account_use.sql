-- When an account last signed in, for the list of accounts and for finding those that nobody uses.
ALTER TABLE account ADD COLUMN signed_in_at INSTANT;
