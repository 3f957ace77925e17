//! What is counted of people's conduct.

use guildhall_store::coded;

coded! {
    /// A kind of act (行为).
    ActKind {
        /// The description of a record was shown.
        View = "view",
        /// A page of it was read, as text or as an image.
        Page = "page",
        /// A file was downloaded.
        Download = "download",
        /// A record went out in an exported list.
        Export = "export",
        /// A list was not exported, because the limit of the day would have been passed.
        ExportRefused = "export-refused",
        /// Personal data were shown in clear for a stated purpose.
        Clear = "clear",
        /// Something was searched.
        Search = "search",
        /// The name of a person was looked up.
        Name = "name",
        /// A sign-in was refused.
        SignInFailed = "sign-in-failed",
    }
}
