//! The messages themselves: Fluent bundles, one for each language, built at first use.
//!
//! A message that is missing shows its key, so that a page never fails for a word; tests find such keys before a reader does.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use guildhall_kernel::Explain;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use super::{Locale, format};

/// The message files of all languages.
#[derive(RustEmbed)]
#[folder = "../../locales"]
#[allow_missing = true]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Locale::ALL.map(bundle));

/// Values for the places of a message.
#[derive(Debug, Default)]
pub struct Args<'a>(FluentArgs<'a>);

impl<'a> Args<'a> {
    /// Starts without any value.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds the value of the place with this name.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: &'a (impl Value + ?Sized)) -> Self {
        self.0.set(name, value.value());
        self
    }
}

/// Says what happened and what to do about it, by the code of an error and its arguments.
#[must_use]
pub fn explain(locale: Locale, error: &dyn Explain) -> Explained {
    let given = error.arguments().into_iter();
    let given: Vec<(&str, String)> = given
        .map(|(name, value)| match name {
            "field" => (name, field(locale, value)),
            _ => (name, value),
        })
        .collect();
    let args = given
        .iter()
        .fold(Args::none(), |args, (name, value)| args.with(name, value));
    let key = format!("error-{}", error.code());
    Explained {
        happened: t(locale, &key, &args),
        todo: t(locale, &format!("{key}-todo"), &args),
    }
}

/// Returns what a field is called that an error names by its code; the code when it has no name.
fn field(locale: Locale, code: String) -> String {
    let key = format!("form-field-{}", code.replace('_', "-"));
    find(locale, &key, &Args::none()).unwrap_or(code)
}

/// An error in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What happened.
    pub happened: String,
    /// What to do about it.
    pub todo: String,
}

impl Explained {
    /// Returns both as one text, for a field of a form.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} {}", self.happened, self.todo)
    }
}

/// Something that fits into the place of a message.
pub trait Value {
    /// Returns it as Fluent wants it; a number stays one, so that plural forms work.
    fn value(&self) -> FluentValue<'_>;
}

impl Value for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Value for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

macro_rules! numbers {
    ($($kind:ty),+) => {
        $(impl Value for $kind {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })+
    };
}

numbers!(u16, u32, u64, usize);

impl<T: Value + ?Sized> Value for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

/// Returns the message of a key (`sign-in-title`) or of an attribute of it (`key.attribute`).
#[must_use]
pub fn t(locale: Locale, key: &str, args: &Args<'_>) -> String {
    find(locale, key, args).unwrap_or_else(|| {
        tracing::warn!(locale = locale.tag(), key, "message missing");
        key.to_owned()
    })
}

/// Says whether there is such a message.
#[must_use]
pub fn has(locale: Locale, key: &str) -> bool {
    let place = Locale::ALL.iter().position(|other| *other == locale);
    place.is_some_and(|place| BUNDLES[place].has_message(key))
}

fn find(locale: Locale, key: &str, args: &Args<'_>) -> Option<String> {
    let bundle = &BUNDLES[Locale::ALL.iter().position(|other| *other == locale)?];
    let (id, attribute) = key
        .split_once('.')
        .map_or((key, None), |(id, name)| (id, Some(name)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args.0), &mut faults);
    if !faults.is_empty() {
        tracing::warn!(locale = locale.tag(), key, ?faults, "message filled incompletely");
    }
    Some(text.into_owned())
}

/// Returns the keys of all messages of a language, with their attributes as `key.attribute`.
#[must_use]
pub fn keys(locale: Locale) -> BTreeSet<String> {
    sources(locale)
        .iter()
        .flat_map(|source| {
            fluent_syntax::parser::parse(source.as_ref())
                .unwrap_or_else(|(partial, _)| partial)
                .body
        })
        .flat_map(|entry| match entry {
            fluent_syntax::ast::Entry::Message(message) => keys_of(&message),
            _ => Vec::new(),
        })
        .collect()
}

fn keys_of(message: &fluent_syntax::ast::Message<&str>) -> Vec<String> {
    let id = message.id.name;
    let attributes = message
        .attributes
        .iter()
        .map(|attribute| format!("{id}.{}", attribute.id.name));
    message
        .value
        .iter()
        .map(|_| id.to_owned())
        .chain(attributes)
        .collect()
}

/// The text of each message file of a language.
fn sources(locale: Locale) -> Vec<Cow<'static, str>> {
    let folder = format!("{}/", locale.tag());
    Files::iter()
        .filter(|path| path.starts_with(&folder) && path.ends_with(".ftl"))
        .filter_map(|path| Files::get(&path))
        .map(|file| Cow::Owned(String::from_utf8_lossy(&file.data).into_owned()))
        .collect()
}

fn bundle(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale
        .tag()
        .parse()
        .expect("the tags of known languages are well formed");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Chinese and English both run from left to right: isolation marks would only get into copied text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number));
    for source in sources(locale) {
        let resource = FluentResource::try_new(source.into_owned()).unwrap_or_else(|(partial, faults)| {
            tracing::error!(locale = locale.tag(), ?faults, "message file has faults");
            partial
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Writes numbers inside messages with their thousands apart, as everywhere else.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only whole numbers of u64 come in"
)]
fn number<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 => Some(format::grouped(number.value as u64)),
        _ => None,
    }
}
