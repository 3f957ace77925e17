//! Enumerations that stand in the database and the API as short codes.

/// Declares an enumeration with one code for each case, readable from a column and bindable to a statement. Who uses it
/// depends on `serde`.
#[macro_export]
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

        impl $crate::FromColumn for $name {
            fn from_column(
                row: &$crate::Row,
                column: &'static str,
            ) -> Result<Self, $crate::StoreError> {
                let code: String = row.get(column)?;
                Self::from_code(&code)
                    .ok_or_else(|| $crate::StoreError::inconsistent(column, concat!("not a ", stringify!($name))))
            }
        }

        impl $crate::IntoValue for $name {
            fn into_value(self) -> $crate::Value {
                $crate::IntoValue::into_value(self.code())
            }

            fn null() -> $crate::Value {
                <&str as $crate::IntoValue>::null()
            }
        }
    };
}
