//! Values bound to a statement: the types of the type map and no others.

use guildhall_kernel::{ContentHash, Date, OrgPath, Timestamp};
use uuid::Uuid;

/// A value for a placeholder. Each kind carries its own null, because PostgreSQL wants its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An id.
    Id(Option<Uuid>),
    /// An instant, count, amount, flag or number code.
    Int(Option<i64>),
    /// A code, path, date or text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// Implemented by everything that can be bound.
pub trait IntoValue {
    /// Returns the value to bind.
    fn into_value(self) -> Value;
    /// Returns the typed null.
    fn null() -> Value;
}

macro_rules! into_value {
    ($($type:ty => $variant:ident, |$value:ident| $convert:expr;)*) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Value {
                let $value = self;
                Value::$variant(Some($convert))
            }
            fn null() -> Value {
                Value::$variant(None)
            }
        }
    )*};
}

into_value! {
    Uuid => Id, |value| value;
    i64 => Int, |value| value;
    u32 => Int, |value| i64::from(value);
    i32 => Int, |value| i64::from(value);
    bool => Int, |value| i64::from(value);
    Timestamp => Int, |value| value.as_micros();
    String => Text, |value| value;
    &str => Text, |value| value.to_owned();
    &String => Text, |value| value.clone();
    Date => Text, |value| value.to_string();
    OrgPath => Text, |value| value.into();
    &OrgPath => Text, |value| value.as_str().to_owned();
    ContentHash => Text, |value| value.to_hex();
    Vec<u8> => Bytes, |value| value;
    &[u8] => Bytes, |value| value.to_vec();
    &serde_json::Value => Text, |value| value.to_string();
}

macro_rules! ids_into_value {
    ($($name:ident),*) => {$(
        impl IntoValue for guildhall_kernel::$name {
            fn into_value(self) -> Value {
                Value::Id(Some(self.uuid()))
            }
            fn null() -> Value {
                Value::Id(None)
            }
        }
    )*};
}

ids_into_value!(
    AccountId,
    ClearAccessId,
    ComponentId,
    EventId,
    InboxItemId,
    JobId,
    LedgerEntryId,
    LookId,
    OrgId,
    PasskeyId,
    BindingId,
    CertificateId,
    ScimTokenId,
    PersonId,
    RealmId,
    RecordId,
    SessionId
);

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or_else(T::null, T::into_value)
    }
    fn null() -> Value {
        T::null()
    }
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
    fn null() -> Value {
        Self::Text(None)
    }
}

/// Makes the list of values for a statement: `args![realm, id, "text"]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::IntoValue::into_value($value)),*]
    };
}
