//! Where the packages of a consignment lie: by archival code, or as the storage root of OCFL 1.1 asks for it.

use crate::pack::object_id;
use crate::{DispatchError, Format};
use guildhall_kernel::RecordId;
use guildhall_package::Algorithm;
use guildhall_package::path::as_part;
use serde_json::json;
use std::path::Path;

/// The folder of the packages.
pub(crate) const PACKAGES: &str = "packages";
/// How objects are spread over folders (OCFL community extension 0004).
const LAYOUT: &str = "0004-hashed-n-tuple-storage-layout";
/// Characters of a part of the path, and how many parts there are.
const TUPLE: (usize, usize) = (3, 3);

/// Returns where the package of a record lies below the folder of its consignment.
pub(crate) fn of(format: Format, record: RecordId, code: &str) -> String {
    let name = as_part(code);
    match format {
        Format::Eep => format!("{PACKAGES}/{name}.{}", format.ending()),
        Format::Bagit => format!("{PACKAGES}/{name}"),
        Format::Ocfl => {
            let hash = Algorithm::Sha256.of(object_id(&record.to_string()).as_bytes());
            let (length, count) = TUPLE;
            let parts: Vec<&str> = (0..count)
                .map(|part| &hash[part * length..(part + 1) * length])
                .collect();
            format!("{PACKAGES}/{}/{hash}", parts.join("/"))
        }
    }
}

/// Makes the folder of the packages, with what an OCFL storage root states of itself.
///
/// # Errors
/// [`DispatchError::Scratch`].
pub(crate) fn prepare(format: Format, folder: &Path) -> Result<(), DispatchError> {
    let packages = folder.join(PACKAGES);
    let made = || -> std::io::Result<()> {
        std::fs::create_dir_all(&packages)?;
        if format != Format::Ocfl {
            return Ok(());
        }
        std::fs::write(packages.join("0=ocfl_1.1"), "ocfl_1.1\n")?;
        let layout =
            json!({ "extension": LAYOUT, "description": "SHA-256 of the id, three tuples of three" });
        std::fs::write(packages.join("ocfl_layout.json"), format!("{layout:#}\n"))?;
        let extension = packages.join("extensions").join(LAYOUT);
        std::fs::create_dir_all(&extension)?;
        let config = json!({
            "extensionName": LAYOUT, "digestAlgorithm": "sha256", "tupleSize": TUPLE.0, "numberOfTuples": TUPLE.1,
            "shortObjectRoot": false,
        });
        std::fs::write(extension.join("config.json"), format!("{config:#}\n"))
    };
    made().map_err(DispatchError::Scratch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn places_stay_inside_and_follow_the_layout() {
        let record = RecordId::from_uuid(Uuid::from_u128(7));
        let code = "Z109-WS·2011-Y/0001";
        assert_eq!(of(Format::Bagit, record, code), "packages/Z109-WS·2011-Y_0001");
        assert_eq!(of(Format::Eep, record, "../x"), "packages/.._x.eep.xml");
        let object = of(Format::Ocfl, record, code);
        let parts: Vec<&str> = object.split('/').collect();
        assert_eq!(parts.len(), 5);
        assert!(parts[4].starts_with(&parts[1..4].concat()), "{object}");
    }
}
