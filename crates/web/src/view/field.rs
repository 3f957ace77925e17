//! A field of a form: label, value, fault. One macro of `components/field.html` draws them all.

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// One line that is never sent back to the browser.
    Password,
    /// A day.
    Date,
    /// A day with a time of day.
    Moment,
    /// A whole number.
    Number,
    /// Several lines.
    Long,
    /// One of a list.
    Select(Vec<Choice>),
    /// Any of a list.
    Checks(Vec<Choice>),
}

/// One of the values that a field offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the form and base of the element's id.
    pub name: String,
    /// Label, in the language of the page.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What stands in it; always empty for passwords.
    pub value: String,
    /// A sentence below it.
    pub hint: Option<String>,
    /// What is wrong with the value.
    pub fault: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// The `autocomplete` token (HTML standard), or empty.
    pub autocomplete: &'static str,
    /// The id of a list of values that the browser proposes, or empty.
    pub list: &'static str,
}

impl Field {
    /// A field that must be filled, without hint or fault.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            fault: None,
            required: true,
            autocomplete: "",
            list: "",
        }
    }

    /// Puts a value in; passwords stay empty.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        if self.kind != FieldKind::Password {
            self.value = value.into();
        }
        self
    }

    /// Adds a sentence below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what is wrong with it, if anything.
    #[must_use]
    pub fn fault(mut self, fault: Option<String>) -> Self {
        self.fault = fault;
        self
    }

    /// Lets it be empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Tells the browser what it may fill in.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// Lets the browser propose the values of a list on the page; others can be typed.
    #[must_use]
    pub fn list(mut self, id: &'static str) -> Self {
        self.list = id;
        self
    }

    /// The `type` of the input element.
    #[must_use]
    pub fn input_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Password => "password",
            FieldKind::Date => "date",
            FieldKind::Moment => "datetime-local",
            FieldKind::Number => "number",
            _ => "text",
        }
    }

    /// The ids of hint and fault, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let fault = self.fault.as_ref().map(|_| format!("{}-fault", self.name));
        hint.into_iter().chain(fault).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_back() {
        assert_eq!(
            Field::new("password", "密码", FieldKind::Password)
                .value("secret")
                .value,
            ""
        );
    }
}
