//! A condition on the facts of a run, in CEL (Common Expression Language): checked when it is read, so that asking it
//! cannot fail.
//!
//! Taken is what an officer needs for routing: facts, numbers, texts, yes and no, comparisons, `in` a list, `!`, `&&`,
//! `||`. Everything else of the language is refused, so that a condition takes a bounded time.

use super::model::{Fact, FactKind, FactValue};
use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::{Context, Program, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest condition, in characters.
const CHARS_MAX: usize = 300;

/// The facts of a run, by code.
pub type Facts = BTreeMap<String, FactValue>;

/// A condition, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub String);

impl Condition {
    /// Says what is wrong with the condition, given the facts that a definition declares.
    ///
    /// # Errors
    /// The mistake, in both languages.
    pub fn check(&self, declared: &[Fact]) -> Result<(), String> {
        if self.0.chars().count() > CHARS_MAX {
            return Err(format!(
                "超过 {CHARS_MAX} 个字符 · longer than {CHARS_MAX} characters"
            ));
        }
        let program = Program::compile(&self.0)
            .map_err(|error| format!("不是合法的 CEL 表达式 · not an expression: {error}"))?;
        match kind_of(program.expression(), declared)? {
            FactKind::Bool => Ok(()),
            _ => Err("结果必须是“是”或“否” · must be true or false".to_owned()),
        }
    }

    /// Says whether the condition holds. None for one that was never checked, or facts that do not fit it.
    pub fn holds(&self, facts: &Facts) -> Option<bool> {
        let program = Program::compile(&self.0).ok()?;
        let mut context = Context::default();
        for (code, value) in facts {
            let value = match value {
                FactValue::Bool(yes) => Value::Bool(*yes),
                FactValue::Int(number) => Value::Int(*number),
                FactValue::Text(text) => Value::from(text.as_str()),
            };
            context.add_variable_from_value(code.as_str(), value);
        }
        match program.execute(&context) {
            Ok(Value::Bool(holds)) => Some(holds),
            _ => None,
        }
    }
}

fn kind_of(expression: &IdedExpr, declared: &[Fact]) -> Result<FactKind, String> {
    match &expression.expr {
        Expr::Literal(LiteralValue::Boolean(_)) => Ok(FactKind::Bool),
        Expr::Literal(LiteralValue::Int(_)) => Ok(FactKind::Int),
        Expr::Literal(LiteralValue::String(_)) => Ok(FactKind::Text),
        Expr::Ident(name) => declared
            .iter()
            .find(|fact| fact.code == *name)
            .map(|fact| fact.kind)
            .ok_or_else(|| format!("没有声明事实 {name} · no fact {name} is declared")),
        Expr::Call(call) => kind_of_call(call, declared),
        _ => Err("用了这里不允许的写法 · uses what is not taken here".to_owned()),
    }
}

fn kind_of_call(call: &CallExpr, declared: &[Fact]) -> Result<FactKind, String> {
    let wrong = || {
        let name = &call.func_name;
        Err(format!(
            "{name} 两边的类型不合 · {name} is given values that do not fit"
        ))
    };
    let kind = |expression: &IdedExpr| kind_of(expression, declared);
    match (call.func_name.as_str(), call.args.as_slice()) {
        (operators::LOGICAL_NOT, [one]) if kind(one)? == FactKind::Bool => Ok(FactKind::Bool),
        (operators::LOGICAL_AND | operators::LOGICAL_OR, parts) => {
            for part in parts {
                if kind(part)? != FactKind::Bool {
                    return wrong();
                }
            }
            Ok(FactKind::Bool)
        }
        (operators::EQUALS | operators::NOT_EQUALS, [one, other]) if kind(one)? == kind(other)? => {
            Ok(FactKind::Bool)
        }
        (
            operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
            [one, other],
        ) if kind(one)? == FactKind::Int && kind(other)? == FactKind::Int => Ok(FactKind::Bool),
        (operators::IN, [one, list]) => match &list.expr {
            Expr::List(list) => {
                let wanted = kind(one)?;
                for element in &list.elements {
                    if kind(element)? != wanted {
                        return wrong();
                    }
                }
                Ok(FactKind::Bool)
            }
            _ => wrong(),
        },
        (
            operators::LOGICAL_NOT
            | operators::EQUALS
            | operators::NOT_EQUALS
            | operators::LESS
            | operators::LESS_EQUALS
            | operators::GREATER
            | operators::GREATER_EQUALS,
            _,
        ) => wrong(),
        (name, _) => Err(format!("这里不允许 {name} · {name} is not taken here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_rules::Words;
    use proptest::prelude::*;

    fn declared() -> Vec<Fact> {
        let fact = |code: &str, kind| Fact {
            code: code.to_owned(),
            kind,
            title: Words::only(code),
        };
        vec![
            fact("secrecy", FactKind::Int),
            fact("type", FactKind::Text),
            fact("own", FactKind::Bool),
        ]
    }

    fn facts(secrecy: i64, kind: &str, own: bool) -> Facts {
        Facts::from([
            ("secrecy".to_owned(), FactValue::Int(secrecy)),
            ("type".to_owned(), FactValue::Text(kind.to_owned())),
            ("own".to_owned(), FactValue::Bool(own)),
        ])
    }

    fn condition(text: &str) -> Condition {
        Condition(text.to_owned())
    }

    #[test]
    fn what_does_not_parse_or_does_not_fit_the_facts_is_refused() {
        for wrong in [
            "secrecy >",
            "secrecy",
            "secrecy >= 'a'",
            "type > 'WS'",
            "secrecy == type",
            "salary > 3",
            "own && secrecy",
            "!secrecy",
            "type in secrecy",
            "type in ['WS', 3]",
            "type.size() > 2",
            "[1, 2, 3].all(x, x > secrecy)",
            "secrecy + 1 > 2",
            "own ? true : false",
            "type.matches('(a+)+')",
        ] {
            assert!(condition(wrong).check(&declared()).is_err(), "{wrong}");
        }
        let deep = "(".repeat(150) + "own" + &")".repeat(150);
        assert!(condition(&deep).check(&declared()).is_err());
        assert!(condition(&"own || ".repeat(60)).check(&declared()).is_err());
    }

    #[test]
    fn a_condition_is_asked_of_the_facts() {
        let asked = condition("secrecy >= 2 && (type in ['ZY.BF', 'RS'] || !own)");
        asked.check(&declared()).unwrap();
        assert_eq!(asked.holds(&facts(2, "RS", true)), Some(true));
        assert_eq!(asked.holds(&facts(1, "RS", true)), Some(false));
        assert_eq!(asked.holds(&facts(3, "WS", true)), Some(false));
        assert_eq!(asked.holds(&facts(3, "WS", false)), Some(true));
        assert_eq!(asked.holds(&Facts::new()), None);
    }

    proptest! {
        #[test]
        fn what_was_checked_can_always_be_asked(
            text in "(secrecy (<|>=|==|!=) [0-9]|type == '[A-Z]{1,3}'|own|!own|secrecy in \\[1, 2\\])( (&&|\\|\\|) (own|secrecy > [0-9]|type != 'x')){0,4}",
            secrecy in any::<i64>(), kind in "\\PC{0,8}", own in any::<bool>(),
        ) {
            let condition = condition(&text);
            condition.check(&declared()).unwrap();
            prop_assert!(condition.holds(&facts(secrecy, &kind, own)).is_some());
        }

        #[test]
        fn no_text_brings_the_reader_down(text in "\\PC{0,80}") {
            let _ = condition(&text).check(&declared());
        }
    }
}
