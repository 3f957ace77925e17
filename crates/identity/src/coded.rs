//! Enumerations that stand in the database and the API as short codes.

/// Declares an enumeration with one code for each case, readable from a column and bindable to a statement.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$case_doc])* #[serde(rename = $code)] $case),*
        }

        impl $name {
            /// All cases, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$case),*];

            /// Returns the code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$case => $code),*
                }
            }

            /// Returns the case with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|case| case.code() == code)
            }
        }

        impl guildhall_store::FromColumn for $name {
            fn from_column(
                row: &guildhall_store::Row,
                column: &'static str,
            ) -> Result<Self, guildhall_store::StoreError> {
                let code: String = row.get(column)?;
                Self::from_code(&code)
                    .ok_or_else(|| guildhall_store::StoreError::inconsistent(column, concat!("not a ", stringify!($name))))
            }
        }

        impl guildhall_store::IntoValue for $name {
            fn into_value(self) -> guildhall_store::Value {
                self.code().into_value()
            }

            fn null() -> guildhall_store::Value {
                <&str>::null()
            }
        }
    };
}

pub(crate) use coded;
