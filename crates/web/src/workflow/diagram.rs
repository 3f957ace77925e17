//! A definition drawn as a diagram: its steps below one another, arrows for the ways between them.

use crate::context::Member;
use crate::locale::{self, Args};
use crate::privacy::named::said;
use crate::view::{Arrow, Diagram, DiagramBox};
use guildhall_workflow::Definition;
use guildhall_workflow::definition::Target;

const LEFT: u32 = 10;
const WIDTH: u32 = 230;
const HEIGHT: u32 = 44;
const ROW: u32 = 76;
const TOP: u32 = 8;
/// Longest label, in characters; the full words stand beside the diagram.
const CHARS_MAX: usize = 30;

/// Draws a definition; the step at which a run stands is marked.
pub fn draw(member: &Member, definition: &Definition, now: Option<&str>) -> Diagram {
    let end = |code: &str| {
        let key = format!("workflow-is-{code}");
        (
            code.to_owned(),
            locale::t(member.visit.locale, &key, &Args::none()),
        )
    };
    let steps = definition.steps.iter();
    let mut nodes: Vec<(String, String)> = steps
        .map(|step| (step.code.clone(), said(member, &step.title)))
        .collect();
    nodes.push(end("approved"));
    let mut ways = definition.steps.iter().flat_map(|step| &step.next);
    if ways.any(|way| way.to == Target::Refused) {
        nodes.push(end("refused"));
    }
    let is_end = |code: &str| definition.step(code).is_none();
    let boxes = (0..).zip(&nodes).map(|(row, (code, label))| DiagramBox {
        x: LEFT,
        y: TOP + row * ROW,
        width: WIDTH,
        height: HEIGHT,
        round: if is_end(code) { HEIGHT / 2 } else { 6 },
        label: short(label),
        is_now: now == Some(code.as_str()),
    });
    let row_of = |code: &str| nodes.iter().position(|(known, _)| known == code);
    let arrow = |(from, to): (usize, &Target)| {
        let to = String::from(to.clone());
        Some(arrow(
            u32::try_from(from).ok()?,
            u32::try_from(row_of(&to)?).ok()?,
        ))
    };
    let ways = definition.steps.iter().enumerate();
    let ways = ways.flat_map(|(row, step)| step.next.iter().map(move |way| (row, &way.to)));
    Diagram {
        height: TOP + ROW * u32::try_from(nodes.len()).unwrap_or(1),
        boxes: boxes.collect(),
        arrows: ways.filter_map(arrow).collect(),
        name: said(member, &definition.title),
    }
}

/// Returns the arrow between two rows: straight to the next one, else round the right side, the wider the farther.
fn arrow(from: u32, to: u32) -> Arrow {
    let y = |row: u32| TOP + row * ROW;
    if to == from + 1 {
        let middle = LEFT + WIDTH / 2;
        return Arrow {
            path: format!("M{middle} {} V{}", y(from) + HEIGHT, y(to) - 2),
        };
    }
    let (right, start, end) = (LEFT + WIDTH, y(from) + HEIGHT / 2, y(to) + HEIGHT / 2);
    let reach = right + (18 + 14 * from.abs_diff(to)).min(80);
    Arrow {
        path: format!(
            "M{right} {start} C{reach} {start} {reach} {end} {} {end}",
            right + 2
        ),
    }
}

fn short(label: &str) -> String {
    match label.chars().count() > CHARS_MAX {
        true => label.chars().take(CHARS_MAX - 1).chain(['…']).collect(),
        false => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_is_straight_to_the_next_row_and_round_the_side_to_any_other() {
        assert_eq!(arrow(0, 1).path, "M125 52 V82");
        assert_eq!(arrow(0, 2).path, "M240 30 C286 30 286 182 242 182");
        assert_eq!(arrow(2, 0).path, "M240 182 C286 182 286 30 242 30");
    }

    #[test]
    fn a_long_label_is_cut() {
        assert_eq!(short("主席审批"), "主席审批");
        assert_eq!(short(&"长".repeat(40)).chars().count(), CHARS_MAX);
    }
}
