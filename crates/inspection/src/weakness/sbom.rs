//! The list of parts as CycloneDX writes it (ECMA-424, version 1.5), for tools that hold it against other databases.

use super::Part;
use guildhall_kernel::Timestamp;
use serde_json::{Value, json};

/// Where packages of Rust come from, in the notation of package URLs.
const PACKAGE: &str = "pkg:cargo";

/// Returns the list of parts of a version of the program, as it stood at a moment.
pub fn sbom(version: &str, parts: &[Part], at: Timestamp) -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": at.to_rfc3339(),
            "component": {
                "type": "application",
                "bom-ref": format!("{PACKAGE}/guildhall@{version}"),
                "name": "guildhall",
                "version": version,
                "licenses": [{ "license": { "id": "Apache-2.0" } }],
            },
        },
        "components": parts.iter().map(component).collect::<Vec<_>>(),
    })
}

fn component(part: &Part) -> Value {
    let package = format!("{PACKAGE}/{}@{}", part.name, part.version);
    let mut component = json!({
        "type": "library",
        "bom-ref": package,
        "name": part.name,
        "version": part.version.to_string(),
        "purl": package,
    });
    if let Some(checksum) = &part.checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}
