//! The staff (职工) of the made-up hospital and their careers.

use guildhall_kernel::Date;

use crate::calendar::{days_between, plus_days};
use crate::department::{Department, DepartmentKind};
use crate::dice::Dice;
use crate::{names, personal_numbers};

/// A person's sex as the register keeps it (GB/T 2261.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Male (男).
    Male,
    /// Female (女).
    Female,
}

impl Sex {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

/// Why a step of a career was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CareerReason {
    /// Entered the hospital (入职).
    Joined,
    /// Rose to the next title (晋升).
    Promoted,
    /// Moved to another department (调动).
    Transferred,
}

/// One step of a career: what holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerStep {
    /// The day from which it holds.
    pub from: Date,
    /// What changed.
    pub reason: CareerReason,
    /// The department, as a place in the union's list.
    pub department: usize,
    /// The professional title (职称) or post.
    pub title: &'static str,
}

/// One member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The staff number (工号), unique.
    pub staff_number: String,
    /// The full name; two people may share one.
    pub name: String,
    /// The sex.
    pub sex: Sex,
    /// The day of birth.
    pub birth_date: Date,
    /// The identity number, well formed and issued to nobody.
    pub identity_number: String,
    /// The mobile telephone number, well formed and given to nobody.
    pub telephone: String,
    /// The department today, as a place in the union's list.
    pub department: usize,
    /// The day of entry.
    pub joined_on: Date,
    /// The title today.
    pub title: &'static str,
    /// Whether the person is a member of the union (会员).
    pub union_member: bool,
    /// The career, earliest step first; never empty.
    pub career: Vec<CareerStep>,
}

impl Staff {
    /// Returns the step of the career that holds on a day; the first for days before it.
    pub fn on(&self, date: Date) -> &CareerStep {
        let later = self.career.iter().rposition(|step| step.from <= date);
        &self.career[later.unwrap_or(0)]
    }

    /// Returns the age in years on a day.
    pub fn age_on(&self, date: Date) -> i64 {
        days_between(self.birth_date, date) * 10_000 / 3_652_425
    }
}

/// Draws one member of staff; `order` makes the staff number.
pub(crate) fn draw(dice: &mut Dice, today: Date, departments: &[Department], order: usize) -> Staff {
    let weights: Vec<u32> = departments
        .iter()
        .map(|department| department.kind.weight())
        .collect();
    let department = dice.weighted(&weights);
    let kind = departments[department].kind;
    let sex = if dice.happens(share_of_women(kind)) {
        Sex::Female
    } else {
        Sex::Male
    };
    let birth_date = plus_days(today, -dice.between(23 * 365, 59 * 365));
    // Staff enter between 22 and 32, most in summer; nobody can enter after today.
    let entry =
        plus_days(birth_date, dice.between(22 * 365, 32 * 365)).min(plus_days(today, -dice.between(20, 400)));
    let joined_on = Date::new(entry.year(), 7, 1).map_or(entry, |summer| {
        if dice.happens(60) {
            summer.min(entry)
        } else {
            entry
        }
    });
    let career = career(dice, today, joined_on, department, departments);
    let now = career[career.len() - 1].clone();
    Staff {
        staff_number: format!("{:04}{order:04}", joined_on.year()),
        name: names::draw(dice, sex, birth_date.year()),
        sex,
        identity_number: personal_numbers::identity_number(dice, birth_date, sex),
        telephone: personal_numbers::telephone(dice),
        birth_date,
        department: now.department,
        joined_on,
        title: now.title,
        union_member: dice.happens(93),
        career,
    }
}

fn share_of_women(kind: DepartmentKind) -> u64 {
    match kind {
        DepartmentKind::Nursing => 94,
        DepartmentKind::Clinical => 68,
        DepartmentKind::Technical => 60,
        DepartmentKind::Office => 55,
        DepartmentKind::Logistics => 30,
    }
}

fn career(
    dice: &mut Dice,
    today: Date,
    joined_on: Date,
    department: usize,
    departments: &[Department],
) -> Vec<CareerStep> {
    let kind = departments[department].kind;
    let ladder = *dice.one_of(ladders(kind));
    let mut steps = vec![CareerStep {
        from: joined_on,
        reason: CareerReason::Joined,
        department,
        title: ladder[0],
    }];
    let mut at = plus_days(joined_on, dice.between(2 * 365, 5 * 365));
    let mut rung = 0;
    let mut place = department;
    while at < today {
        let colleagues: Vec<usize> = (0..departments.len())
            .filter(|other| departments[*other].kind == kind)
            .collect();
        let reason = if dice.happens(22) && colleagues.len() > 1 {
            place = *dice.one_of(&colleagues);
            CareerReason::Transferred
        } else if rung + 1 < ladder.len() {
            rung += 1;
            CareerReason::Promoted
        } else {
            break;
        };
        steps.push(CareerStep {
            from: at,
            reason,
            department: place,
            title: ladder[rung],
        });
        at = plus_days(at, dice.between(5 * 365, 9 * 365));
    }
    steps
}

/// Titles in their order, for each kind of work (GB/T 8561).
fn ladders(kind: DepartmentKind) -> &'static [&'static [&'static str]] {
    const DOCTOR: &[&str] = &["住院医师", "主治医师", "副主任医师", "主任医师"];
    const NURSE: &[&str] = &["护士", "护师", "主管护师", "副主任护师", "主任护师"];
    const TECHNICIAN: &[&str] = &["技士", "技师", "主管技师", "副主任技师"];
    const PHARMACIST: &[&str] = &["药士", "药师", "主管药师", "副主任药师"];
    const OFFICER: &[&str] = &["科员", "主管", "副主任", "主任"];
    const WORKER: &[&str] = &["中级工", "高级工", "技师"];
    match kind {
        DepartmentKind::Clinical => &[DOCTOR, NURSE, NURSE],
        DepartmentKind::Nursing => &[NURSE],
        DepartmentKind::Technical => &[TECHNICIAN, PHARMACIST],
        DepartmentKind::Office => &[OFFICER],
        DepartmentKind::Logistics => &[WORKER, OFFICER],
    }
}
