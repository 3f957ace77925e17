//! The statement lint: rules that every SQL text of the house must keep, checked by a test over all sources.

/// Words that no shared statement may hold, with the reason.
const FORBIDDEN: &[(&str, &str)] = &[
    (" ILIKE ", "not on SQLite"),
    ("::", "write CAST(x AS t)"),
    (" OFFSET ", "page by key"),
    ("NOW()", "bind the time"),
    ("RANDOM()", "bind random values"),
    ("GEN_RANDOM_UUID", "bind ids"),
    ("= ANY", "expand the IN list"),
    ("MERGE INTO", "use upsert"),
    ("LISTEN ", "poll"),
    ("PG_ADVISORY", "use a lease row"),
    ("GROUPING SETS", "not across realms"),
    ("SELECT *", "name the columns"),
];

/// Checks one statement against the rules; `realm_tables` are the names of the tables of class realm.
///
/// Returns every breach in words; an empty list when the statement keeps the rules.
pub fn check(sql: &str, realm_tables: &[&str]) -> Vec<String> {
    let flat = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let upper = flat.to_ascii_uppercase();
    let mut breaches: Vec<String> = FORBIDDEN
        .iter()
        .filter(|(word, _)| upper.contains(word))
        .map(|(word, reason)| format!("{} is forbidden: {reason}", word.trim()))
        .collect();
    if !placeholders_ascend(&flat) {
        breaches.push("placeholders must appear in ascending order at first use".to_owned());
    }
    let touched = realm_tables.iter().find(|table| mentions_table(&flat, table));
    if let Some(table) = touched
        && !flat.contains("realm_id")
    {
        breaches.push(format!("{table} is a realm table, but realm_id is absent"));
    }
    breaches
}

fn mentions_table(flat: &str, table: &str) -> bool {
    flat.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
        .collect::<Vec<_>>()
        .windows(2)
        .any(|pair| {
            matches!(
                pair[0].to_ascii_uppercase().as_str(),
                "FROM" | "INTO" | "JOIN" | "UPDATE"
            ) && pair[1] == table
        })
}

fn placeholders_ascend(flat: &str) -> bool {
    let mut highest = 0;
    for part in flat.split('$').skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<u32>() else {
            continue;
        };
        if number > highest + 1 {
            return false;
        }
        highest = highest.max(number);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_are_found_and_good_statements_pass() {
        let tables = ["record"];
        assert!(check("SELECT id FROM record WHERE realm_id = $1 AND id = $2", &tables).is_empty());
        for wrong in [
            "SELECT id FROM record WHERE id = $1",
            "SELECT id FROM record WHERE realm_id = $2 AND id = $1",
            "SELECT * FROM record WHERE realm_id = $1",
            "SELECT id FROM record WHERE realm_id = $1 LIMIT 3 OFFSET 4",
            "SELECT id::text FROM record WHERE realm_id = $1",
        ] {
            assert!(!check(wrong, &tables).is_empty(), "{wrong}");
        }
    }
}
