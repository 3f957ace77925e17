//! The shipped rules, and what is refused at the start.

use guildhall_kernel::Timestamp;
use guildhall_workflow::{Known, WorkflowFiles, WorkflowRules};

const SCHEMA: &str = include_str!("../../../../rules/workflows/schema.json");
const CALENDAR: &str = include_str!("../../../../rules/workflows/calendar.toml");
const USE: &str = include_str!("../../../../rules/workflows/use.toml");

/// Reads a definition and a calendar, with these actions and posts known.
pub fn load(definition: &str, calendar: &str) -> Result<WorkflowRules, String> {
    let files = [
        ("calendar.toml".to_owned(), calendar.to_owned()),
        ("use.toml".to_owned(), definition.to_owned()),
    ];
    let files = WorkflowFiles {
        schema: SCHEMA,
        files: &files,
    };
    let known = Known {
        is_action: &|action| {
            [
                "approveUse",
                "approveSensitiveUse",
                "joinAppraisal",
                "approveDisposal",
            ]
            .contains(&action)
        },
        is_post: &|post| ["10", "11"].contains(&post),
    };
    WorkflowRules::load(files, &known).map_err(|error| error.to_string())
}

/// The shipped rules.
pub fn shipped() -> WorkflowRules {
    load(USE, CALENDAR).unwrap()
}

fn changed(text: &str, from: &str, to: &str) -> String {
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{from}");
    changed
}

#[test]
fn the_shipped_definition_has_words_in_both_languages_and_its_calendar_is_marked_unsure() {
    let rules = shipped();
    let definition = rules.definition("use").unwrap();
    assert_eq!((definition.steps.len(), definition.facts.len()), (3, 3));
    assert!(definition.steps.iter().all(|step| !step.asks.en.is_empty()));
    assert!(
        rules
            .years()
            .iter()
            .all(|year| !year.sure && !year.source.is_empty())
    );
}

#[test]
fn what_could_not_be_followed_is_refused_with_its_file_and_place() {
    for (from, to, said) in [
        (
            "right = \"approveUse\"",
            "right = \"approveMoon\"",
            "step archivist: 策略中没有动作 approveMoon",
        ),
        (
            "escalate = \"approveSensitiveUse\"",
            "escalate = \"king\"",
            "step archivist: 策略中没有动作 king",
        ),
        (
            "posts = [\"10\"]",
            "posts = [\"99\"]",
            "step chair: 没有职务代码 99",
        ),
        (
            "start = \"archivist\"",
            "start = \"nobody\"",
            "start: 没有环节 nobody",
        ),
        (
            "to = \"leaders\"",
            "to = \"moon\"",
            "step archivist: 没有环节 moon",
        ),
        (
            "to = \"leaders\"",
            "to = \"chair\"",
            "step leaders: 走不到这个环节",
        ),
        (
            "when = \"secrecy >= 3\"",
            "when = \"secrecy >=\"",
            "step archivist, way 1: 不是合法的 CEL 表达式",
        ),
        (
            "when = \"secrecy >= 3\"",
            "when = \"salary >= 3\"",
            "step archivist, way 1: 没有声明事实 salary",
        ),
        (
            "when = \"secrecy >= 3\"",
            "when = \"type >= 3\"",
            "step archivist, way 1: _>=_ 两边的类型不合",
        ),
        (
            "when = \"secrecy >= 3\"",
            "when = \"secrecy\"",
            "step archivist, way 1: 结果必须是",
        ),
        (
            "when = \"secrecy >= 3\"\n",
            "",
            "step archivist, way 1: 只有最后一条去向没有条件",
        ),
        ("remind = 1", "remind = 9", "step archivist: 有权利的环节须有期限"),
        ("code = \"leaders\"", "code = \"chair\"", "chair stands twice"),
        ("days = 2\n", "", "step archivist: 有权利的环节须有期限"),
        ("kind = \"int\"", "kind = \"number\"", "at /fact/0/kind"),
        ("code = \"leaders\"", "code = \"approved\"", "at /step/2/code"),
    ] {
        let error = load(&changed(USE, from, to), CALENDAR).err().unwrap();
        assert!(
            error.starts_with("workflows/use.toml: ") && error.contains(said),
            "{said}: {error}"
        );
    }
}

#[test]
fn a_loop_without_a_persons_decision_is_refused_and_one_with_is_taken() {
    let gates = "
        [[step]]
        code = \"round\"
        title = { zh = \"转\", en = \"round\" }
        [[step.next]]
        when = \"days > 1\"
        to = \"about\"
        [[step.next]]
        to = \"approved\"
        [[step]]
        code = \"about\"
        title = { zh = \"转\", en = \"about\" }
        [[step.next]]
        to = \"TARGET\"
    ";
    let led = changed(USE, "to = \"leaders\"", "to = \"round\"");
    let led = changed(
        &led,
        "when = \"secrecy == 2 || days > 30\"\nto = \"chair\"",
        "when = \"secrecy == 9\"\nto = \"leaders\"",
    );
    let led = changed(
        &led,
        "when = \"secrecy == 9\"",
        "when = \"secrecy == 2\"\nto = \"chair\"\n[[step.next]]\nwhen = \"secrecy == 9\"",
    );
    let error = load(&(led.clone() + &gates.replace("TARGET", "round")), CALENDAR)
        .err()
        .unwrap();
    assert!(error.contains("a loop without a person's decision"), "{error}");
    load(&(led + &gates.replace("TARGET", "archivist")), CALENDAR).unwrap();
}

#[test]
fn a_calendar_with_days_out_of_their_year_or_both_off_and_worked_is_refused() {
    for (from, to) in [
        ("from = \"2026-01-01\"", "from = \"2025-12-31\""),
        ("to = \"2026-02-23\"", "to = \"2026-02-01\""),
        ("worked = [\"2026-01-04\"", "worked = [\"2026-01-02\""),
        ("worked = [\"2026-01-04\"", "worked = [\"2027-01-04\""),
    ] {
        let error = load(USE, &changed(CALENDAR, from, to)).err().unwrap();
        assert!(
            error.starts_with("workflows/calendar.toml: 2026"),
            "{to}: {error}"
        );
    }
}

#[test]
fn working_days_follow_the_calendar() {
    let calendar = shipped().calendar;
    // Friday, 13 February 2026, 10:00 in Shanghai: Saturday is worked on, then the Spring Festival lasts to the 23rd.
    let friday = Timestamp::from_micros(1_770_948_000_000_000);
    let end = |days: u32| {
        calendar
            .after_working_days(friday, days)
            .civil_in("Asia/Shanghai")
            .to_string()
    };
    assert_eq!(
        friday.civil_in("Asia/Shanghai").to_string(),
        "2026-02-13T10:00:00"
    );
    assert_eq!(end(1), "2026-02-15T00:00:00");
    assert_eq!(end(2), "2026-02-25T00:00:00");
}
