//! What stands around every page, and the words, numbers and dates that its template asks for.

use std::borrow::Borrow;

use guildhall_kernel::Explain;
use jiff::tz::TimeZone;

use super::Icon;
use crate::assets::asset_url;
use crate::locale::{self, Args, Bytes, Count, Day, Explained, Instant, Locale, Value};
use crate::routes;

/// The frame of a page: reader, language, navigation, notice.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language of the page.
    pub locale: Locale,
    /// Time zone in which moments are shown.
    pub zone: TimeZone,
    /// Light or dark.
    pub theme: Theme,
    /// Where in the house the page stands; marks the navigation.
    pub section: Section,
    /// Name of the union as it is shown on top; empty before the first run.
    pub union_name: String,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Which rooms this person may enter.
    pub menu: Menu,
    /// Papers in the inbox that wait for a person.
    pub waiting: u64,
    /// Proposals about the three powers that wait for this person's decision.
    pub decisions: u64,
    /// Editions of the policies that wait for her decision.
    pub editions: u64,
    /// Alerts that wait for this person.
    pub alerts: u64,
    /// Requests about personal data that wait for this person.
    pub requests: u64,
    /// Tasks that wait for this person.
    pub tasks: u64,
    /// What stands in the search box.
    pub query: String,
    /// Path and query of this page, to come back to after a change of language.
    pub here: String,
    /// The token that every form sends back.
    pub csrf: String,
    /// What the last action has to say.
    pub notice: Option<Notice>,
}

/// Light or dark (cookie `theme`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the reader's system is set.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All themes, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Returns the value in the cookie and in the form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie; anything unknown is automatic.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.as_str() == text)
            .unwrap_or_default()
    }
}

/// The rooms of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Search (首页).
    Home,
    /// Papers that wait (收件箱).
    Inbox,
    /// Filed records (档案).
    Records,
    /// Tasks (待办).
    Tasks,
    /// Accounts (账户).
    Accounts,
    /// The three powers (三权).
    Powers,
    /// The union's units (组织).
    Organisation,
    /// What is done with personal data (个人信息).
    Privacy,
    /// Jobs, storage, ledger (系统).
    System,
    /// Help, errors, sign-in: no room.
    Outside,
}

/// The person who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name as shown.
    pub name: String,
    /// Roles in the language of the page.
    pub roles: String,
}

impl Person {
    /// The character that stands for the person: the last one of a Chinese given name, else the first letter.
    #[must_use]
    pub fn initial(&self) -> String {
        let first = self.name.chars().next();
        let chosen = if first.is_some_and(|c| c.is_ascii()) {
            first
        } else {
            self.name.chars().last()
        };
        chosen.into_iter().collect()
    }
}

/// Which rooms the navigation shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Menu {
    /// May see the inbox.
    pub inbox: bool,
    /// May find records.
    pub records: bool,
    /// May manage accounts.
    pub accounts: bool,
    /// Has a part in changes of the three powers.
    pub powers: bool,
    /// May see the organisation.
    pub organisation: bool,
    /// May see jobs and storage.
    pub works: bool,
    /// May change organisation and storage.
    pub upkeep: bool,
    /// May see the checkpoint of the ledger and have it verified.
    pub verifies: bool,
    /// May read the ledger.
    pub ledger: bool,
    /// May see the alerts and the policies, and ask why somebody may do something.
    pub oversight: bool,
    /// Answers what people ask for about their own data.
    pub requests: bool,
    /// Drafts or approves impact assessments.
    pub assessments: bool,
    /// May see the self-inspection.
    pub inspects: bool,
    /// May see the emergency plans.
    pub emergency: bool,
    /// May see the case files of breaches.
    pub incidents: bool,
}

impl Menu {
    /// Returns the page with which the system begins for this person, none when nothing of it is hers.
    #[must_use]
    pub fn system(&self) -> Option<&'static str> {
        let ways = [
            (self.works, routes::JOBS),
            (self.verifies, routes::LEDGER),
            (self.oversight, routes::ALERTS),
            (self.inspects, routes::DOCTOR),
        ];
        ways.into_iter().find_map(|(may, way)| may.then_some(way))
    }
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Something was done.
    Good,
    /// Something to know.
    Plain,
    /// Something to look at.
    Warn,
    /// Something failed.
    Bad,
}

/// A sentence about the last action.
#[derive(Debug, Clone)]
pub struct Notice {
    /// How it is meant.
    pub mood: Mood,
    /// The sentence, in the language of the page.
    pub text: String,
}

impl Frame {
    /// Returns a message without places.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        locale::t(self.locale, key, &Args::none())
    }

    /// Returns a message with one value.
    #[must_use]
    pub fn with(&self, key: &str, name: &str, value: impl Value) -> String {
        locale::t(self.locale, key, &Args::none().with(name, &value))
    }

    /// Returns a message with two values.
    #[must_use]
    pub fn with_two(&self, key: &str, first: &(&str, impl Value), second: &(&str, impl Value)) -> String {
        locale::t(
            self.locale,
            key,
            &Args::none().with(first.0, &first.1).with(second.0, &second.1),
        )
    }

    /// Says what happened and what to do about it.
    #[must_use]
    pub fn explain(&self, error: &dyn Explain) -> Explained {
        locale::explain(self.locale, error)
    }

    /// Writes a whole number.
    #[must_use]
    pub fn number(&self, number: impl Count) -> String {
        self.locale.number(number)
    }

    /// Writes a day.
    #[must_use]
    pub fn date(&self, day: impl Day) -> String {
        self.locale.date(day)
    }

    /// Writes a moment in the reader's time zone.
    #[must_use]
    pub fn moment(&self, moment: impl Instant) -> String {
        self.locale.moment(moment, &self.zone)
    }

    /// Writes a size.
    #[must_use]
    pub fn size(&self, size: impl Bytes) -> String {
        self.locale.size(size)
    }

    /// Returns an icon; the build of the assets finds its name here in the template's text.
    #[must_use]
    pub fn icon(&self, name: &'static str) -> Icon {
        Icon {
            sprite: asset_url("icons.svg"),
            name,
        }
    }

    /// Returns the address of a style sheet, script or picture.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        asset_url(name)
    }

    /// Whether the page stands in this room, for `aria-current`.
    #[must_use]
    pub fn is_in(&self, section: impl Borrow<Section>) -> bool {
        self.section == *section.borrow()
    }

    /// The theme that the page must name; none when the reader's system decides.
    #[must_use]
    pub fn forced_theme(&self) -> Option<&'static str> {
        (self.theme != Theme::Auto).then(|| self.theme.as_str())
    }
}
