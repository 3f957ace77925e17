//! The subset of Cedar that becomes list filters: what a policy may say about an unknown resource.
//!
//! The check is made once, when policies are loaded, on the policy as it is written. A node that is not named
//! here is refused. What passes cannot fail at run time either: nothing in the subset can overflow, and the
//! validator has seen that each optional attribute is guarded by `has`.

use crate::path::is_path;
use crate::schema::{
    ACCOUNT_CLEARANCE, ACCOUNT_ORGANISATION, ACCOUNT_POST, ACCOUNT_RANK, ORGANISATION, ROLE,
};
use cedar_policy::pst::{
    BinaryOp, Clause, EntityOrSlot, EntityUID, Expr, Literal, PrincipalConstraint, ResourceConstraint,
    Template, UnaryOp, Var,
};

/// Most values in a set; more would not fit an SQL list (schema rules, 4.5).
const SET_VALUES_MAX: usize = 500;

/// A node outside the subset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The node as Cedar text.
    pub(crate) node: String,
    /// Why, and what to write instead.
    pub(crate) reason: &'static str,
}

impl Refusal {
    /// Returns a refusal of this node.
    pub(crate) fn of(node: &impl ToString, reason: &'static str) -> Self {
        Self {
            node: node.to_string(),
            reason,
        }
    }
}

/// What a policy in the subset depends on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traits {
    /// Whether it looks at who the person is, not only at the grant in which she acts.
    pub(crate) names_person: bool,
    /// Whether it looks at her post or rank.
    pub(crate) names_standing: bool,
    /// Whether it looks at the time or the purpose of the question.
    pub(crate) names_circumstances: bool,
}

impl Traits {
    /// Returns what either depends on.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            names_person: self.names_person || other.names_person,
            names_standing: self.names_standing || other.names_standing,
            names_circumstances: self.names_circumstances || other.names_circumstances,
        }
    }
}

/// Checks a policy.
///
/// # Errors
/// The first node outside the subset.
pub(crate) fn check(policy: &Template) -> Result<Traits, Refusal> {
    let mut reader = Reader::default();
    reader.principal(&policy.principal)?;
    reader.resource(&policy.resource)?;
    for clause in policy.clauses() {
        let (Clause::When(expr) | Clause::Unless(expr)) = clause;
        reader.truth(expr)?;
    }
    Ok(reader.traits)
}

/// What an expression is, seen from an unknown resource.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// Depends on the person, the grant and the action only; partial evaluation turns it into a value.
    Known,
    /// An attribute of the resource.
    Field,
    /// A yes or no about the resource.
    Condition,
}

#[derive(Default)]
struct Reader {
    traits: Traits,
    /// Inside the condition of an `if`, which the filter holds twice: no further `if` there.
    in_condition: bool,
}

impl Reader {
    fn principal(&mut self, scope: &PrincipalConstraint) -> Result<(), Refusal> {
        match scope {
            PrincipalConstraint::Any | PrincipalConstraint::Is(_) => Ok(()),
            PrincipalConstraint::Eq(EntityOrSlot::Entity(_)) => {
                self.traits.names_person = true;
                Ok(())
            }
            PrincipalConstraint::In(EntityOrSlot::Entity(group))
            | PrincipalConstraint::IsIn(_, EntityOrSlot::Entity(group)) => {
                self.traits.names_person |= !is_of(group, ROLE);
                Ok(())
            }
            slot => Err(Refusal::of(
                &format!("{slot:?}"),
                "slots are not used here: grants are data",
            )),
        }
    }

    fn resource(&mut self, scope: &ResourceConstraint) -> Result<(), Refusal> {
        match scope {
            ResourceConstraint::Any | ResourceConstraint::Is(_) => Ok(()),
            ResourceConstraint::In(EntityOrSlot::Entity(place))
            | ResourceConstraint::IsIn(_, EntityOrSlot::Entity(place)) => organisation(place),
            ResourceConstraint::Eq(EntityOrSlot::Entity(one)) => Err(Refusal::of(
                one,
                "a policy is about kinds of resources, not about one",
            )),
            slot => Err(Refusal::of(
                &format!("{slot:?}"),
                "slots are not used here: grants are data",
            )),
        }
    }

    /// Checks an expression that stands where yes or no is wanted.
    fn truth(&mut self, expr: &Expr) -> Result<Shape, Refusal> {
        match self.shape(expr)? {
            Shape::Known => Ok(Shape::Known),
            Shape::Field | Shape::Condition => Ok(Shape::Condition),
        }
    }

    fn shape(&mut self, expr: &Expr) -> Result<Shape, Refusal> {
        match expr {
            Expr::Literal(Literal::EntityUID(uid)) if is_of(uid, ORGANISATION) => {
                organisation(uid).map(|()| Shape::Known)
            }
            Expr::Literal(_) | Expr::Var(Var::Action) => Ok(Shape::Known),
            Expr::Var(Var::Principal) => {
                self.traits.names_person = true;
                Ok(Shape::Known)
            }
            Expr::Var(Var::Resource) => Err(Refusal::of(
                expr,
                "ask for the resource's attributes or for `resource in` an organisation",
            )),
            Expr::UnaryOp {
                op: UnaryOp::Not,
                expr,
            } => self.truth(expr),
            Expr::BinaryOp { op, left, right } => self.binary(expr, *op, (left, right)),
            Expr::GetAttr { expr: owner, attr } => self.attribute(expr, owner, attr),
            Expr::HasAttr { expr: owner, attrs } if is_resource(owner) && attrs.len() == 1 => {
                Ok(Shape::Condition)
            }
            Expr::Is {
                expr: of,
                in_expr: None,
                ..
            } if is_resource(of) || is_principal(of) => Ok(Shape::Known),
            Expr::IfThenElse { .. } if self.in_condition => {
                Err(Refusal::of(expr, "no `if` inside the condition of another"))
            }
            Expr::IfThenElse {
                cond,
                then_expr,
                else_expr,
            } => self.choice(cond, [then_expr, else_expr]),
            Expr::Set(values) => self.set(expr, values.iter().map(AsRef::as_ref)),
            _ => Err(Refusal::of(expr, "this kind of expression is outside the subset")),
        }
    }

    fn attribute(&mut self, whole: &Expr, owner: &Expr, attr: &str) -> Result<Shape, Refusal> {
        match (owner, attr) {
            (Expr::Var(Var::Resource), _) => Ok(Shape::Field),
            (Expr::Var(Var::Context), _) => {
                self.traits.names_circumstances = true;
                Ok(Shape::Known)
            }
            (Expr::Var(Var::Principal), ACCOUNT_POST | ACCOUNT_RANK) => {
                self.traits.names_standing = true;
                Ok(Shape::Known)
            }
            (Expr::Var(Var::Principal), ACCOUNT_ORGANISATION | ACCOUNT_CLEARANCE) => Ok(Shape::Known),
            _ => Err(Refusal::of(
                whole,
                "only attributes of the resource, of the principal itself and of the context are known",
            )),
        }
    }

    fn choice(&mut self, condition: &Expr, branches: [&Expr; 2]) -> Result<Shape, Refusal> {
        self.in_condition = true;
        let condition = self.truth(condition);
        self.in_condition = false;
        let mut shape = condition?;
        for branch in branches {
            if self.truth(branch)? == Shape::Condition {
                shape = Shape::Condition;
            }
        }
        Ok(shape)
    }

    fn set<'a>(
        &mut self,
        set: &Expr,
        values: impl ExactSizeIterator<Item = &'a Expr>,
    ) -> Result<Shape, Refusal> {
        if values.len() > SET_VALUES_MAX {
            return Err(Refusal::of(&"[…]", "a set has at most 500 values"));
        }
        for value in values {
            if self.shape(value)? != Shape::Known {
                return Err(Refusal::of(set, "a set may not hold attributes of the resource"));
            }
        }
        Ok(Shape::Known)
    }

    fn binary(&mut self, whole: &Expr, op: BinaryOp, sides: (&Expr, &Expr)) -> Result<Shape, Refusal> {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let (left, right) = (self.truth(sides.0)?, self.truth(sides.1)?);
                Ok(if left == right { left } else { Shape::Condition })
            }
            BinaryOp::Eq
            | BinaryOp::NotEq
            | BinaryOp::Less
            | BinaryOp::LessEq
            | BinaryOp::Greater
            | BinaryOp::GreaterEq => self.comparison(whole, sides),
            BinaryOp::In => self.membership(whole, sides),
            BinaryOp::Contains => match (self.shape(sides.0)?, self.shape(sides.1)?) {
                (Shape::Known, Shape::Known) => Ok(Shape::Known),
                (Shape::Known, Shape::Field) => Ok(Shape::Condition),
                _ => Err(Refusal::of(
                    whole,
                    "write a set of values, then `.contains(resource.attribute)`",
                )),
            },
            _ => Err(Refusal::of(whole, "this operator is outside the subset")),
        }
    }

    fn comparison(&mut self, whole: &Expr, sides: (&Expr, &Expr)) -> Result<Shape, Refusal> {
        match (self.shape(sides.0)?, self.shape(sides.1)?) {
            (Shape::Known, Shape::Known) => Ok(Shape::Known),
            (Shape::Field, Shape::Known) | (Shape::Known, Shape::Field) => Ok(Shape::Condition),
            _ => Err(Refusal::of(
                whole,
                "compare one attribute of the resource with something known",
            )),
        }
    }

    fn membership(&mut self, whole: &Expr, (left, right): (&Expr, &Expr)) -> Result<Shape, Refusal> {
        if is_resource(left) {
            return if is_place(right)? {
                Ok(Shape::Condition)
            } else {
                Err(Refusal::of(
                    whole,
                    "a resource is in an organisation, or in one of a set of them",
                ))
            };
        }
        if is_principal(left) {
            self.traits.names_person |= !is_role(right);
            return self.known(whole, right);
        }
        if is_principal_organisation(left) || matches!(left, Expr::Var(Var::Action)) {
            return self.known(whole, right);
        }
        Err(Refusal::of(
            whole,
            "only resource, principal, principal.organisation and action stand before `in`; for an attribute write `[…].contains(…)`",
        ))
    }

    fn known(&mut self, whole: &Expr, expr: &Expr) -> Result<Shape, Refusal> {
        match self.shape(expr)? {
            Shape::Known => Ok(Shape::Known),
            _ => Err(Refusal::of(
                whole,
                "what stands after `in` must be known without the resource",
            )),
        }
    }
}

/// Says whether an expression is an organisation, or a set of them, known without the resource.
fn is_place(expr: &Expr) -> Result<bool, Refusal> {
    match expr {
        Expr::Literal(Literal::EntityUID(uid)) if is_of(uid, ORGANISATION) => {
            organisation(uid).map(|()| true)
        }
        Expr::Set(members) if members.len() > SET_VALUES_MAX => {
            Err(Refusal::of(&"[…]", "a set has at most 500 values"))
        }
        Expr::Set(members) => members.iter().try_fold(true, |all, member| {
            Ok(all && !matches!(**member, Expr::Set(_)) && is_place(member)?)
        }),
        other => Ok(is_principal_organisation(other)),
    }
}

fn is_role(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(Literal::EntityUID(uid)) => is_of(uid, ROLE),
        Expr::Set(members) => members.iter().all(|member| is_role(member)),
        _ => false,
    }
}

fn is_principal_organisation(expr: &Expr) -> bool {
    matches!(expr, Expr::GetAttr { expr, attr } if is_principal(expr) && attr == ACCOUNT_ORGANISATION)
}

fn is_resource(expr: &Expr) -> bool {
    matches!(expr, Expr::Var(Var::Resource))
}

fn is_principal(expr: &Expr) -> bool {
    matches!(expr, Expr::Var(Var::Principal))
}

/// Says whether an entity is of a type, by the type's name outside namespaces.
pub(crate) fn is_of(uid: &EntityUID, type_name: &str) -> bool {
    uid.ty.0.namespace.is_empty() && uid.ty.0.id.as_str() == type_name
}

fn organisation(uid: &EntityUID) -> Result<(), Refusal> {
    if is_of(uid, ORGANISATION) && is_path(&uid.eid) {
        return Ok(());
    }
    Err(Refusal::of(
        uid,
        "an organisation is named by its path, such as \"/1/17/\"",
    ))
}
