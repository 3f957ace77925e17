//! What each page shows, as plain structs that its template needs; no rule, no request, no database.
//!
//! Handlers fill them from what services return. What a person may do arrives as booleans, links come from `routes`.
//! A page struct renders whole with `render()`; the parts that htmx fetches render with `as_<block>()`.

mod account;
mod alert;
mod attestations;
mod audit;
mod authority;
mod backup;
mod batches;
mod catalogues;
mod certificates;
mod checks;
mod clear_panel;
mod describe;
mod directories;
mod disposal;
mod dossiers;
mod emergency;
mod exchange;
mod export;
mod field;
mod first_run;
mod formats;
mod frame;
mod handover;
mod held;
mod help;
mod home;
mod icon;
mod inbox;
mod incident;
mod inspection;
mod job;
mod keys;
mod ledger;
mod lending;
mod looks;
mod marked;
mod organisation;
mod outside;
mod own_account;
mod own_data;
mod package;
mod passkeys;
mod policies;
mod powers;
mod privacy;
mod problem;
mod quarantine;
mod record;
mod retention;
mod search;
mod second_factor;
mod sign_in;
mod slips;
mod statistics;
mod storage;
mod storeroom;
mod usage;
mod viewer;
mod volumes;
mod workflow;

pub use account::{AccountPage, AccountRow, AccountState, AccountsPage};
pub use alert::{ActRowSeen, AlertPage, AlertRow, AlertsPage, ChartBar, LiftForm};
pub use attestations::{
    AttestationCheckPage, AttestationFormPage, AttestationFound, AttestationPage, AttestationRow,
    AttestationsPage,
};
pub use audit::{ActRow, AuditPage};
pub use authority::{AuthoritiesPage, AuthorityFormPage, AuthorityPage, NameRow, UnknownNamesPage};
pub use backup::{BackupPage, BackupRow, DrillRow, Upkeep};
pub use batches::{BatchBar, BatchLeft, BatchPage, BatchPreview, BatchRow, BatchSample, BatchesPage};
pub use catalogues::{CataloguesPage, SetRow};
pub use certificates::{CertificateRow, CertificatesPage, ManagedCertificatesPage};
pub use checks::{CheckRow, CheckedRow, CheckingPage, ChecksPage, Standing};
pub use clear_panel::ClearPanel;
pub use describe::{DescribeField, DescribePage, Evidence, FieldGroup, FilingNotice, Proposal, Sureness};
pub use directories::{DirectoriesPage, DirectoryRow, TokenPage};
pub use disposal::{
    DisposalItemRow, DisposalPage, DisposalRoundPage, DisposalRoundRow, DisposalSignatureRow, HoldRow,
    HoldsPage, StubPage,
};
pub use dossiers::{
    DossierFormPage, DossierPage, DossierRow, DossiersPage, OwedPage, OwedRow, SlotPaper, SlotView,
};
pub use emergency::{PlanPage, PlanRow, PlanStepRow, PlansPage, RunPage, RunRow, RunStepRow, TakenRow};
pub use exchange::{
    AccessionItemRow, AccessionPage, AccessionRow, AccessionsPage, ConsignmentItemRow, ConsignmentPage,
    ConsignmentRow, ConsignmentsPage, PriorAct, PriorHouse,
};
pub use export::ExportPage;
pub use field::{Choice, Field, FieldKind};
pub use first_run::{FirstRunPage, PowerFields};
pub use formats::{
    FileFormatView, FormatFileRow, FormatFilesPage, FormatRisk, FormatRow, FormatsPage, StandingBar,
};
pub use frame::{Frame, Menu, Mood, Notice, Person, Section, Theme};
pub use handover::{HandoverItemRow, HandoverNewPage, HandoverPage, HandoverRow, HandoversPage};
pub use held::HeldPage;
pub use help::HelpPage;
pub use home::{HomePage, WorkLine};
pub use icon::Icon;
pub use inbox::{InboxPage, Paper, PaperState, Tab, Undo};
pub use incident::{
    ClockRow, IncidentNewPage, IncidentPage, IncidentRow, IncidentsPage, LetterPage, LetterRow, SightingRow,
    SightingsPanel,
};
pub use inspection::{ClauseChange, ClauseRow, DoctorPage, PastRow};
pub use job::{Job, JobState, JobsPage};
pub use keys::{KeyRow, KeysPage, RecoveryShares};
pub use ledger::{CheckpointSheet, LeafRow, LedgerPage, Verification, WitnessRow, WitnessedRow};
pub use lending::{LoanRequestRow, LoanRequestsPage, LoanRow, LoansPage, OwnLoansPage};
pub use looks::{LookRow, LooksPage};
pub use marked::{Marked, Piece};
pub use organisation::{OrganisationPage, OwnCode, UnitRow};
pub use outside::{LeavingPage, ManagedOutsidePage, OutsidePage, OutsideRow};
pub use own_account::{OwnAccountPage, SessionRow};
pub use own_data::{ConsentRow, CopyGroup, OwnCopyPage, OwnDataPage, OwnRequestRow};
pub use package::{PackageChoice, PackagePage};
pub use passkeys::{PasskeyRow, PasskeysPage};
pub use policies::{
    ActionAnswer, ChangedLine, EditionPage, EditionRow, EditionsPage, GrantView, ImpactRow, PoliciesPage,
    PolicyFileView, PolicyTrialPage, PolicyView, Reason, TextChange, TrialFile, TrialOutcome, WhyAnswer,
};
pub use powers::{ChangeRow, HolderRow, PowerHomePage, PowerRow, PowerTask, PowersPage};
pub use privacy::{
    AssessmentPage, AssessmentRow, AssessmentsPage, Decided, DoneRow, EntryPage, EntryRow, HoldingRow,
    RegisterPage, RequestPage, RequestRow, RequestsPage, VersionRow,
};
pub use problem::{PageFault, ProblemNotice, ProblemPage};
pub use quarantine::{Infection, QuarantinePage};
pub use record::{
    Change, FactGroup, FileRow, PrintPage, ReclassificationPage, RecordPage, RecordRow, RecordsPage,
};
pub use retention::{DueRow, DueYearBar, MatterRow, RetentionPage, ScheduleGroup, SchedulePage};
pub use search::{Facet, FacetValue, Hit, LinkChoice, SearchPage};
pub use second_factor::{CodePage, ConfirmPage, QrCode, RecoveryCodesPage, SecondFactorPage};
pub use sign_in::{DemoLogin, SignInPage};
pub use slips::{Slip, SlipsPage};
pub use statistics::{UseCountRow, UseGroupRow, UseMonthBar, UseMonthRow, UseStatisticsPage};
pub use storage::{ObjectFault, Replica, ReplicaTrouble, ScrubReport, StoragePage};
pub use storeroom::{Lies, MoveRow, PlacePage, PlaceRow, PlacedRow, StoreroomPage, UnplacedPage};
pub use usage::{RegisterRow, UsePage, UseRegisterPage, UseRow, UsesPage};
pub use viewer::{Line, Mark, MarkKind, Outline, PageLink, Viewer};
pub use volumes::{
    TakenPaper, VolumeFormPage, VolumePage, VolumePaperRow, VolumePlace, VolumeRow, VolumesPage,
};
pub use workflow::{
    AbsencePage, AbsenceRow, Arrow, DecisionRow, DefinitionView, Diagram, DiagramBox, HolidayRow,
    StartedPage, StartedRow, StepView, TaskForms, TaskRow, TasksPage, WayView, WorkflowRunPage,
    WorkflowsPage,
};
