//! The made-up union (工会) as a whole: its names, its departments, its people and its papers.

use guildhall_kernel::Date;

use crate::department::{self, Department, UNION_OFFICE};
use crate::dice::Dice;
use crate::paper::PaperPlan;
use crate::planning;
use crate::staff::{self, Staff};

/// Cities that are on no map.
const CITIES: [&str; 6] = ["青澜市", "松岚市", "宁溪市", "望川市", "洛溪市", "云栖湾市"];
const HOSPITALS: [&str; 5] = ["第一人民医院", "中心医院", "第二人民医院", "协济医院", "人民医院"];

/// The people who hold a post of the union or sign for the hospital, as places in the list of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officers {
    /// The chair (主席).
    pub chair: usize,
    /// The vice-chair (副主席).
    pub vice_chair: usize,
    /// The accountant (会计).
    pub accountant: usize,
    /// The cashier (出纳); never the accountant.
    pub cashier: usize,
    /// The director of the audit committee (经费审查委员会主任).
    pub audit_director: usize,
    /// The director of the women's committee (女职工委员会主任).
    pub women_director: usize,
    /// The archivist (档案员).
    pub archivist: usize,
    /// The clerk (干事).
    pub clerk: usize,
}

/// A made-up hospital union.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The city, which is on no map.
    pub city: String,
    /// The federation above it (上级工会).
    pub federation: String,
    /// The hospital.
    pub hospital: String,
    /// The union's full name.
    pub name: String,
    /// Its forty departments; the union's office is the first.
    pub departments: Vec<Department>,
    /// Its staff, never fewer than forty.
    pub staff: Vec<Staff>,
    /// Who holds which post.
    pub officers: Officers,
    /// Its papers, the earliest first.
    pub papers: Vec<PaperPlan>,
}

impl Union {
    /// Makes a union with so many people and papers; the same arguments always give the same union.
    ///
    /// At least forty people are made, so that every post can be filled. With thirty papers or more every type of
    /// archive occurs. Papers are dated over the twelve years before `today`.
    pub fn generate(seed: u64, today: Date, staff: usize, papers: usize) -> Self {
        let mut dice = Dice::new(seed);
        let city = (*dice.one_of(&CITIES)).to_owned();
        let hospital = format!("{city}{}", dice.one_of(&HOSPITALS));
        let departments = department::departments();
        let staff: Vec<Staff> = (1..=staff.max(40))
            .map(|order| staff::draw(&mut dice, today, &departments, order))
            .collect();
        let mut union = Self {
            federation: format!("{city}总工会"),
            name: format!("{hospital}工会委员会"),
            city,
            hospital,
            departments,
            officers: officers(&mut dice, &staff),
            staff,
            papers: Vec::new(),
        };
        union.seat_officers();
        union.papers = planning::plan(&union, &mut dice, today, papers);
        union
    }

    /// The people of the union's office work there; everybody of the committee is a member.
    fn seat_officers(&mut self) {
        let Officers {
            chair,
            vice_chair,
            accountant,
            cashier,
            audit_director,
            women_director,
            archivist,
            clerk,
        } = self.officers;
        for officer in [chair, vice_chair, accountant, cashier, archivist, clerk] {
            self.staff[officer].department = UNION_OFFICE;
            if let Some(step) = self.staff[officer].career.last_mut() {
                step.department = UNION_OFFICE;
            }
        }
        for officer in [
            chair,
            vice_chair,
            accountant,
            cashier,
            audit_director,
            women_director,
            archivist,
            clerk,
        ] {
            self.staff[officer].union_member = true;
        }
    }
}

/// Chooses eight different people, the longest-serving first; the women's director is a woman if there is one.
fn officers(dice: &mut Dice, staff: &[Staff]) -> Officers {
    let mut by_service: Vec<usize> = (0..staff.len()).collect();
    by_service.sort_by_key(|person| (staff[*person].joined_on, *person));
    let mut elders: Vec<usize> = by_service.into_iter().take(24).collect();
    dice.shuffle(&mut elders);
    let woman = elders
        .iter()
        .position(|person| staff[*person].sex == staff::Sex::Female)
        .unwrap_or(0);
    let women_director = elders.remove(woman);
    Officers {
        chair: elders[0],
        vice_chair: elders[1],
        accountant: elders[2],
        cashier: elders[3],
        audit_director: elders[4],
        archivist: elders[5],
        clerk: elders[6],
        women_director,
    }
}
