//! What a definition must be so that each of its runs ends: every step is reached, every way leads somewhere, no loop
//! goes round without a person's decision, every condition fits the facts.

use super::load::Known;
use super::model::{Definition, Step, Target};
use std::collections::BTreeSet;

/// Returns the first mistake of a definition with its place, in both languages.
pub(super) fn fault(definition: &Definition, known: &Known<'_>) -> Option<String> {
    let start = || match definition.step(&definition.start) {
        Some(_) => None,
        None => Some(no_step("start", &definition.start)),
    };
    start()
        .or_else(|| {
            definition
                .steps
                .iter()
                .find_map(|step| fault_of(definition, step, known))
        })
        .or_else(|| unreachable(definition))
        .or_else(|| endless(definition))
}

fn fault_of(definition: &Definition, step: &Step, known: &Known<'_>) -> Option<String> {
    let place = format!("step {}", step.code);
    let rights = step.right.iter().chain(&step.escalate);
    if let Some(right) = rights.into_iter().find(|right| !(known.is_action)(right)) {
        return Some(format!(
            "{place}: 策略中没有动作 {right} · no policy knows the action {right}"
        ));
    }
    if let Some(post) = step.posts.iter().find(|post| !(known.is_post)(post)) {
        return Some(format!("{place}: 没有职务代码 {post} · there is no post {post}"));
    }
    if step.is_gate() != (step.days == 0) || step.remind > step.days {
        return Some(format!(
            "{place}: 有权利的环节须有期限，提醒不早于开始 · a step that asks people needs days, and reminds within them"
        ));
    }
    if step.is_gate() && (step.escalate.is_some() || !step.posts.is_empty()) {
        return Some(format!("{place}: 关口不问任何人 · a gate asks nobody"));
    }
    fault_of_ways(definition, step, &place)
}

fn fault_of_ways(definition: &Definition, step: &Step, place: &str) -> Option<String> {
    let last = step.next.len().checked_sub(1)?;
    for (number, way) in step.next.iter().enumerate() {
        match (&way.when, number == last) {
            (None, false) | (Some(_), true) => {
                return Some(format!(
                    "{place}, way {}: 只有最后一条去向没有条件 · the last way and only that has no condition",
                    number + 1
                ));
            }
            (Some(condition), false) => {
                if let Err(mistake) = condition.check(&definition.facts) {
                    return Some(format!("{place}, way {}: {mistake}", number + 1));
                }
            }
            (None, true) => {}
        }
        if let Target::Step(code) = &way.to
            && definition.step(code).is_none()
        {
            return Some(no_step(place, code));
        }
    }
    None
}

fn no_step(place: &str, code: &str) -> String {
    format!("{place}: 没有环节 {code} · there is no step {code}")
}

fn targets(step: &Step) -> impl Iterator<Item = &str> {
    step.next.iter().filter_map(|way| match &way.to {
        Target::Step(code) => Some(code.as_str()),
        Target::Approved | Target::Refused => None,
    })
}

/// Returns what is reached from some steps, those among it, walking on only out of steps that `through` takes.
fn reached<'d>(
    definition: &'d Definition,
    from: &'d str,
    through: impl Fn(&Step) -> bool,
) -> BTreeSet<&'d str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(code) = open.pop() {
        let step = definition.step(code).filter(|step| through(step));
        for next in step.into_iter().flat_map(targets) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

fn unreachable(definition: &Definition) -> Option<String> {
    let reached = reached(definition, &definition.start, |_| true);
    let lost = definition
        .steps
        .iter()
        .find(|step| step.code != definition.start && !reached.contains(step.code.as_str()))?;
    Some(format!(
        "step {}: 走不到这个环节 · no way leads to this step",
        lost.code
    ))
}

fn endless(definition: &Definition) -> Option<String> {
    let gates = definition.steps.iter().filter(|step| step.is_gate());
    let loops = |gate: &&Step| reached(definition, &gate.code, Step::is_gate).contains(gate.code.as_str());
    let gate = gates.into_iter().find(loops)?;
    Some(format!(
        "step {}: 循环中没有人作决定 · a loop without a person's decision",
        gate.code
    ))
}
