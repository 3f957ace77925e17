//! The departments (科室) of the made-up hospital.

/// What kind of work a department does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartmentKind {
    /// Treats patients (临床).
    Clinical,
    /// Examines for others: laboratory, imaging, pharmacy (医技).
    Technical,
    /// A nursing unit or its office (护理).
    Nursing,
    /// Runs the hospital: offices of management, party and union (管理).
    Office,
    /// Keeps the house going (后勤).
    Logistics,
}

/// One department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its name.
    pub name: String,
    /// Its kind of work.
    pub kind: DepartmentKind,
}

/// The place of the union's office (工会办公室) in the list.
pub(crate) const UNION_OFFICE: usize = 0;

const OFFICES: [&str; 11] = [
    "工会办公室",
    "党委办公室",
    "院长办公室",
    "人力资源部",
    "财务部",
    "审计科",
    "医务部",
    "科教科",
    "信息中心",
    "团委",
    "档案室",
];
const NURSING: [&str; 3] = ["护理部", "手术室", "消毒供应中心"];
const CLINICAL: [&str; 17] = [
    "心内科",
    "呼吸与危重症医学科",
    "消化内科",
    "神经内科",
    "肾内科",
    "内分泌科",
    "普外科",
    "骨科",
    "神经外科",
    "泌尿外科",
    "妇产科",
    "儿科",
    "急诊科",
    "重症医学科",
    "麻醉科",
    "肿瘤科",
    "中医科",
];
const TECHNICAL: [&str; 6] = ["检验科", "放射科", "超声医学科", "药学部", "病理科", "输血科"];
const LOGISTICS: [&str; 3] = ["总务科", "保卫科", "营养膳食科"];

/// Returns the forty departments, the union's office first.
pub(crate) fn departments() -> Vec<Department> {
    let kinds: [(&[&str], DepartmentKind); 5] = [
        (&OFFICES, DepartmentKind::Office),
        (&NURSING, DepartmentKind::Nursing),
        (&CLINICAL, DepartmentKind::Clinical),
        (&TECHNICAL, DepartmentKind::Technical),
        (&LOGISTICS, DepartmentKind::Logistics),
    ];
    let of_kind = |(names, kind): (&[&str], DepartmentKind)| {
        names
            .iter()
            .map(|name| Department {
                name: (*name).to_owned(),
                kind,
            })
            .collect::<Vec<_>>()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

impl DepartmentKind {
    /// Returns how many staff such a department has against others.
    pub(crate) fn weight(self) -> u32 {
        match self {
            Self::Clinical => 10,
            Self::Nursing => 8,
            Self::Technical => 6,
            Self::Logistics => 4,
            Self::Office => 2,
        }
    }
}
