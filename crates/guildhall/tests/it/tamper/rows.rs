//! Changes to rows of the database.

use super::Inspector::{self, Ledger, Scrub};

/// A change to rows.
pub struct RowChange {
    pub area: &'static str,
    pub what: &'static str,
    pub by: Inspector,
    pub statements: &'static [&'static str],
}

const fn row(area: &'static str, what: &'static str, statements: &'static [&'static str]) -> RowChange {
    RowChange {
        area,
        what,
        by: Ledger,
        statements,
    }
}

const fn scrubbed(what: &'static str, statements: &'static [&'static str]) -> RowChange {
    RowChange {
        area: "object",
        what,
        by: Scrub,
        statements,
    }
}

pub const ROWS: &[RowChange] = &[
    row("record", "title changed", &["UPDATE record SET title = 'nothing' WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "secrecy changed", &["UPDATE record SET secrecy = secrecy + 1 WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "moved to another branch", &["UPDATE record SET org_path = '/9/' WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "a field changed", &["UPDATE record SET fields = '{\"summary\":\"x\"}' WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "discarded", &["UPDATE record SET discarded_at = 1, discard_reason = '' WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "deleted", &["DELETE FROM record WHERE id IN (SELECT id FROM record LIMIT 1)"]),
    row("record", "added", &["INSERT INTO record (realm_id, id, version, state, org_path, type_code,
        dictionary_version, title, doc_number, responsible_party, year, retention, secrecy, department, fields, source,
        page_count, captured_at, changed_at) SELECT realm_id, randomblob(16), version, 'captured', org_path, type_code,
        dictionary_version, title, doc_number, responsible_party, year, retention, secrecy, department, fields, source,
        page_count, captured_at, changed_at FROM record LIMIT 1"]),
    row("file", "content exchanged", &["UPDATE component SET hash = (SELECT hash FROM component ORDER BY id DESC LIMIT 1)
        WHERE id IN (SELECT id FROM component ORDER BY id LIMIT 1)"]),
    row("file", "renamed", &["UPDATE component SET file_name = 'x' WHERE id IN (SELECT id FROM component LIMIT 1)"]),
    row("file", "moved to another record", &["UPDATE component SET sequence = 9,
        record_id = (SELECT record_id FROM component ORDER BY id DESC LIMIT 1)
        WHERE id IN (SELECT id FROM component ORDER BY id LIMIT 1)"]),
    row("file", "deleted", &["DELETE FROM component WHERE id IN (SELECT id FROM component LIMIT 1)"]),
    row("file", "added", &["INSERT INTO component (realm_id, id, record_id, sequence, role, hash, size_bytes, file_name,
        media_type, created_at) SELECT realm_id, randomblob(16), record_id, 9, 'attachment', hash, size_bytes, file_name,
        media_type, created_at FROM component LIMIT 1"]),
    row("page", "text changed", &["UPDATE page SET body = 'nothing' WHERE component_id IN (SELECT component_id FROM page LIMIT 1)"]),
    row("page", "layout changed", &["UPDATE page SET layout = '{\"aspect\":0.0,\"lines\":[]}'
        WHERE component_id IN (SELECT component_id FROM page LIMIT 1)"]),
    row("page", "deleted", &["DELETE FROM page WHERE component_id IN (SELECT component_id FROM page LIMIT 1)"]),
    row("page", "added", &["INSERT INTO page (realm_id, component_id, number, record_id, source, confidence_permille,
        body, layout) SELECT realm_id, id, 99, record_id, 'text', 1000, 'x', '{}' FROM component LIMIT 1"]),
    row("object", "row deleted", &["DELETE FROM vault_object WHERE hash IN (SELECT hash FROM component LIMIT 1)"]),
    row("object", "row under another hash", &["UPDATE vault_object SET hash = replace(hex(zeroblob(32)), '00', 'ab')
        WHERE hash IN (SELECT hash FROM component LIMIT 1)"]),
    scrubbed("size changed", &["UPDATE vault_object SET size = size + 1 WHERE hash IN (SELECT hash FROM component LIMIT 1)"]),
    scrubbed("key exchanged", &["UPDATE vault_object SET key_wrapped = (SELECT key_wrapped FROM vault_object ORDER BY hash DESC LIMIT 1)
        WHERE hash IN (SELECT hash FROM vault_object ORDER BY hash LIMIT 1)"]),
    scrubbed("row added", &["INSERT INTO vault_object (realm_id, hash, object_id, size, key_id, key_wrapped, created_at)
        SELECT realm_id, replace(hex(zeroblob(32)), '00', 'ab'), randomblob(16), size, key_id, key_wrapped, created_at
        FROM vault_object LIMIT 1"]),
    row("account", "password exchanged", &["UPDATE account SET password_hash = 'x' WHERE id IN (SELECT id FROM account LIMIT 1)"]),
    row("account", "stopped", &["UPDATE account SET state = 'disabled' WHERE id IN (SELECT id FROM account LIMIT 1)"]),
    row("account", "moved to another branch", &["UPDATE account SET org_path = '/9/' WHERE id IN (SELECT id FROM account LIMIT 1)"]),
    row("account", "added", &["INSERT INTO account (realm_id, id, login, name, sort_key, org_id, org_path, password_hash,
        password_changed_at, must_change_password, state, language, created_at) SELECT realm_id, randomblob(16), 'evil.one',
        name, sort_key, org_id, org_path, password_hash, password_changed_at, 0, state, language, created_at
        FROM account LIMIT 1"]),
    row("account", "deleted", &["DELETE FROM account WHERE id IN (SELECT id FROM account ORDER BY id DESC LIMIT 1)"]),
    row("grant", "added", &["INSERT INTO account_grant (realm_id, account_id, role, org_path, clearance)
        SELECT realm_id, id, 'evil', '/1/', 4 FROM account LIMIT 1"]),
    row("grant", "clearance raised", &["UPDATE account_grant SET clearance = 4
        WHERE rowid IN (SELECT rowid FROM account_grant WHERE clearance < 4 LIMIT 1)"]),
    row("grant", "taken away", &["DELETE FROM account_grant WHERE rowid IN (SELECT rowid FROM account_grant LIMIT 1)"]),
    row("login", "led to another account", &["UPDATE account_login SET account_id = (SELECT id FROM account ORDER BY id DESC LIMIT 1)
        WHERE account_id IN (SELECT id FROM account ORDER BY id LIMIT 1)"]),
    row("login", "added", &["INSERT INTO account_login (login_hash, realm_id, account_id)
        SELECT 'evil', realm_id, id FROM account LIMIT 1"]),
    row("session", "added", &["INSERT INTO session (token_hash, id, realm_id, account_id, address, created_at, seen_at,
        expires_at, pending, confirmed_at) SELECT 'evil', randomblob(16), realm_id, id, '', 1, 1, 9000000000000000, 0, 1
        FROM account LIMIT 1"]),
    row("factor", "secret exchanged", &["UPDATE second_factor SET secret = randomblob(length(secret))"]),
    row("factor", "confirmed", &["UPDATE second_factor SET confirmed_at = 1"]),
    row("factor", "deleted", &["DELETE FROM second_factor"]),
    row("factor", "recovery code added", &["INSERT INTO recovery_code (realm_id, account_id, code_hash)
        SELECT realm_id, account_id, 'evil' FROM second_factor"]),
    row("factor", "passkey added", &["INSERT INTO passkey (realm_id, id, account_id, relying_party, credential_id,
        public_key, sign_count, backup_eligible, backed_up, name, made_at) SELECT realm_id, randomblob(16), id, 'x', x'01',
        x'02', 0, 0, 0, 'x', 1 FROM account LIMIT 1"]),
    row("person", "renamed", &["UPDATE person SET name = '某人' WHERE id IN (SELECT id FROM person LIMIT 1)"]),
    row("person", "birth date changed", &["UPDATE person SET birth_date = '1950-01-01' WHERE id IN (SELECT id FROM person LIMIT 1)"]),
    row("person", "telephone exchanged", &["UPDATE person SET phone_sealed = randomblob(48) WHERE id IN
        (SELECT id FROM person WHERE phone_sealed IS NOT NULL LIMIT 1)"]),
    row("person", "deleted", &["DELETE FROM person WHERE id IN (SELECT id FROM person ORDER BY id DESC LIMIT 1)"]),
    row("unit", "renamed", &["UPDATE organisation SET name = 'x' WHERE id IN (SELECT id FROM organisation ORDER BY depth DESC LIMIT 1)"]),
    row("unit", "deleted", &["DELETE FROM organisation WHERE id IN (SELECT id FROM organisation ORDER BY depth DESC LIMIT 1)"]),
    row("fonds", "code changed", &["UPDATE fonds SET code = 'X1'"]),
    row("fonds", "deleted", &["DELETE FROM fonds"]),
    row("counter", "set back", &["UPDATE counter SET value = value - 1 WHERE rowid IN
        (SELECT rowid FROM counter WHERE name LIKE 'organisation:%' LIMIT 1)"]),
    row("counter", "item number taken", &["INSERT INTO counter (realm_id, name, value)
        SELECT realm_id, 'item:evil', 1 FROM account LIMIT 1"]),
    row("entry", "details changed", &["UPDATE ledger_entry SET details = '{\"x\":1}'
        WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE leaf_index = 5)"]),
    row("entry", "another actor", &["UPDATE ledger_entry SET actor = 'program:evil'
        WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE leaf_index = 5)"]),
    row("entry", "time changed", &["UPDATE ledger_entry SET recorded_at = recorded_at + 1
        WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE leaf_index = 5)"]),
    row("entry", "deleted", &["DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE leaf_index = 5)"]),
    row("entry", "added", &["INSERT INTO ledger_entry SELECT realm_id, randomblob(16), recorded_at, actor, action,
        subject_kind, subject_id, digest, details, nonce FROM ledger_entry LIMIT 1"]),
    row("place", "two exchanged", &["UPDATE ledger_leaf SET leaf_index = -1 WHERE leaf_index = 5",
        "UPDATE ledger_leaf SET leaf_index = 5 WHERE leaf_index = 6", "UPDATE ledger_leaf SET leaf_index = 6 WHERE leaf_index = -1"]),
    row("place", "deleted", &["DELETE FROM ledger_leaf WHERE leaf_index = 5"]),
    row("place", "hash changed", &["UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE leaf_index = 5"]),
    row("tile", "changed", &["UPDATE ledger_tile SET hashes = zeroblob(length(hashes)) WHERE level = 0"]),
    row("tile", "deleted", &["DELETE FROM ledger_tile WHERE level = 0"]),
    row("head", "lowered", &["UPDATE ledger_head SET size = size - 1"]),
    row("head", "raised", &["UPDATE ledger_head SET size = size + 1"]),
    row("checkpoint", "changed", &["UPDATE ledger_checkpoint SET note = 'x' WHERE number = 1"]),
    row("checkpoint", "deleted", &["DELETE FROM ledger_checkpoint WHERE number = 1"]),
    row("log", "the end cut off with its checkpoints", &[
        "DELETE FROM ledger_checkpoint WHERE number > 1",
        "DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf
            WHERE leaf_index >= (SELECT size FROM ledger_checkpoint WHERE number = 1))",
        "DELETE FROM ledger_leaf WHERE leaf_index >= (SELECT size FROM ledger_checkpoint WHERE number = 1)",
        "UPDATE ledger_head SET checkpoints = 1, size = (SELECT size FROM ledger_checkpoint WHERE number = 1)",
    ]),
];
