//! What partial evaluation leaves of a policy, turned into a filter.
//!
//! Everything known has become a value by now. A node that is not named here is refused, and so denied.

use crate::filter::Filter;
use crate::resource::{ORG_PATH, Value};
use crate::schema::ORGANISATION;
use crate::subset::{Refusal, is_of};
use cedar_policy::pst::{BinaryOp, Clause, EntityUID, Expr, Literal, Template, UnaryOp, Var};

/// Returns the condition under which a residual policy applies.
///
/// # Errors
/// A node that is no longer in the subset.
pub(crate) fn condition_of(policy: &Template) -> Result<Filter, Refusal> {
    let clause = |clause: &Clause| match clause {
        Clause::When(expr) => condition(expr),
        Clause::Unless(expr) => Ok(negated(condition(expr)?)),
    };
    policy
        .clauses()
        .iter()
        .map(clause)
        .collect::<Result<_, _>>()
        .map(Filter::And)
}

fn condition(expr: &Expr) -> Result<Filter, Refusal> {
    match expr {
        Expr::Literal(Literal::Bool(true)) => Ok(Filter::Everything),
        Expr::Literal(Literal::Bool(false)) => Ok(Filter::Nothing),
        Expr::UnaryOp {
            op: UnaryOp::Not,
            expr,
        } => Ok(negated(condition(expr)?)),
        Expr::BinaryOp { op, left, right } => binary(expr, *op, (left, right)),
        Expr::IfThenElse {
            cond,
            then_expr,
            else_expr,
        } => {
            let cond = condition(cond)?;
            let then = Filter::And(vec![cond.clone(), condition(then_expr)?]);
            let otherwise = Filter::And(vec![negated(cond), condition(else_expr)?]);
            Ok(Filter::Or(vec![then, otherwise]))
        }
        Expr::HasAttr { expr: owner, attrs } if is_resource(owner) && attrs.len() == 1 => {
            Ok(Filter::Present {
                field: attrs.head.to_string(),
            })
        }
        _ => match field(expr) {
            Some(field) => Ok(Filter::In {
                field,
                values: vec![Value::Bool(true)],
            }),
            None => Err(left_over(expr)),
        },
    }
}

fn binary(whole: &Expr, op: BinaryOp, (left, right): (&Expr, &Expr)) -> Result<Filter, Refusal> {
    match op {
        BinaryOp::And => Ok(Filter::And(vec![condition(left)?, condition(right)?])),
        BinaryOp::Or => Ok(Filter::Or(vec![condition(left)?, condition(right)?])),
        BinaryOp::In if is_resource(left) => places(right).ok_or_else(|| left_over(whole)),
        BinaryOp::Contains => match (field(right), left) {
            (Some(field), Expr::Set(values)) => {
                let values: Option<Vec<_>> = values.iter().map(|value| literal(value)).collect();
                values
                    .map(|values| Filter::In { field, values })
                    .ok_or_else(|| left_over(whole))
            }
            _ => Err(left_over(whole)),
        },
        _ => comparison(op, (left, right)).ok_or_else(|| left_over(whole)),
    }
}

fn comparison(op: BinaryOp, (left, right): (&Expr, &Expr)) -> Option<Filter> {
    if let Some(field) = field(left) {
        return compared(op, field, literal(right)?);
    }
    let turned = match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEq => BinaryOp::GreaterEq,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEq => BinaryOp::LessEq,
        same => same,
    };
    compared(turned, field(right)?, literal(left)?)
}

fn compared(op: BinaryOp, field: String, value: Value) -> Option<Filter> {
    match (op, value) {
        (BinaryOp::Eq, value) => Some(Filter::In {
            field,
            values: vec![value],
        }),
        (BinaryOp::NotEq, value) => Some(negated(Filter::In {
            field,
            values: vec![value],
        })),
        (BinaryOp::LessEq, Value::Long(limit)) => Some(Filter::AtMost { field, limit }),
        (BinaryOp::GreaterEq, Value::Long(limit)) => Some(Filter::AtLeast { field, limit }),
        (BinaryOp::Less, Value::Long(limit)) => Some(negated(Filter::AtLeast { field, limit })),
        (BinaryOp::Greater, Value::Long(limit)) => Some(negated(Filter::AtMost { field, limit })),
        _ => None,
    }
}

fn places(expr: &Expr) -> Option<Filter> {
    match expr {
        Expr::Literal(Literal::EntityUID(uid)) => under(uid),
        Expr::Set(members) => members
            .iter()
            .map(|member| places(member))
            .collect::<Option<_>>()
            .map(Filter::Or),
        _ => None,
    }
}

fn under(uid: &EntityUID) -> Option<Filter> {
    is_of(uid, ORGANISATION).then(|| Filter::PathUnder {
        field: ORG_PATH.to_owned(),
        path: uid.eid.to_string(),
    })
}

fn field(expr: &Expr) -> Option<String> {
    match expr {
        Expr::GetAttr { expr: owner, attr } if is_resource(owner) => Some(attr.to_string()),
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Literal(Literal::Bool(yes)) => Some(Value::Bool(*yes)),
        Expr::Literal(Literal::Long(number)) => Some(Value::Long(*number)),
        Expr::Literal(Literal::String(text)) => Some(Value::Text(text.to_string())),
        Expr::Literal(Literal::EntityUID(uid)) => Some(Value::Text(uid.eid.to_string())),
        _ => None,
    }
}

fn negated(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn is_resource(expr: &Expr) -> bool {
    matches!(expr, Expr::Var(Var::Resource))
}

fn left_over(expr: &Expr) -> Refusal {
    Refusal::of(expr, "partial evaluation left it over")
}
