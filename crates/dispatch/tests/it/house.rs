//! A small house with an archive, a vault and a ledger, out of which records go and into which packages come.

use crate::archive_house::{actor, archive, description, open_fonds, order, text};
use guildhall_archive::page::{Page, PageLine};
use guildhall_archive::record::store as records;
use guildhall_archive::{Component, ComponentRole, FieldValue, NewComponent, ReadPages, Record};
use guildhall_dispatch::accession::Sent;
use guildhall_dispatch::consignment::Asked;
use guildhall_dispatch::{
    Accession, AccessionItem, Consignment, Dispatch, DispatchError, ElementFiles, Elements, Exchange, Format,
    Historian, NewConsignment, Progress, Signer, Words,
};
use guildhall_identity::OrganisationKind;
use guildhall_identity::organisation::{NewOrganisation, Organisation, service as organisations};
use guildhall_kernel::{Actor, OrgPath, RecordId, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::SigningKey;
use guildhall_store::Migration;
use guildhall_store::testing::TestDatabase;
use guildhall_vault::{Algorithm, FolderReplica, Vault, VaultConfig};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_archive::MIGRATIONS,
            guildhall_dispatch::MIGRATIONS,
        ]
        .concat()
    })
}

fn said(word: &str) -> String {
    word.to_owned()
}

/// Nobody watches and nobody stops.
pub const UNWATCHED: Progress<'static> = Progress {
    told: &|_, _| {},
    is_stopped: &|| false,
    is_last: true,
};

pub struct House<'t> {
    pub test: &'t TestDatabase,
    pub exchange: Exchange,
    pub keeper: Actor,
    pub folder: TempDir,
    pub branch: OrgPath,
}

impl<'t> House<'t> {
    /// Opens a house whose nursing branch has a code and stands behind some other branches.
    pub async fn open(test: &'t TestDatabase, name: &str, others: usize) -> Self {
        let archive = archive();
        let folder = tempfile::tempdir().unwrap();
        let scratch = folder.path().join("scratch");
        std::fs::create_dir(&scratch).unwrap();
        let vault = vault(folder.path());
        let elements = Elements::load(ElementFiles {
            schema: &text("packages/schema.json"),
            elements: &text("packages/elements.toml"),
        })
        .unwrap();
        let key = Arc::new(SigningKey::generate(name, &SystemRandom).unwrap());
        let tools: (
            Arc<dyn guildhall_kernel::Clock>,
            Arc<dyn guildhall_kernel::Random>,
        ) = (test.clock.clone(), Arc::new(SystemRandom));
        let exchange = Exchange {
            database: test.database.clone(),
            dispatch: Dispatch {
                vault,
                elements: Arc::new(elements),
                signer: Arc::new(Signer::new(folder.path().join("package.key"), name, tools)),
                scratch,
            },
            archive: archive.clone(),
            historian: Historian {
                database: test.database.clone(),
                key,
                witnesses: Arc::from(Vec::new()),
                words: Words {
                    action: said,
                    program: said,
                },
            },
            folder: folder.path().join("packages"),
        };
        let mut work = test.database.begin(test.realm).await.unwrap();
        let program = Actor::program("command", test.realm, OrgPath::root(1));
        let top = organisations::establish(&mut work, &program, unit("市一医院工会"))
            .await
            .unwrap();
        open_fonds(&mut work, &archive, test).await;
        work.commit().await.unwrap();
        let mut house = Self {
            test,
            exchange,
            keeper: actor(test, "archivist", "/1/", 3),
            folder,
            branch: top.path.clone(),
        };
        for number in 0..others {
            house.add(&top, &format!("第{number}分会"), "").await;
        }
        house.branch = house.add(&top, "护理部", "HLB").await.path;
        house
    }

    pub async fn add(&self, above: &Organisation, name: &str, code: &str) -> Organisation {
        let rights = &self.exchange.archive.rights;
        let system = actor(self.test, "systemAdministrator", "/1/", 1);
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let added = organisations::add_child(&mut work, rights, &system, above.id, unit(name))
            .await
            .unwrap();
        let added = organisations::set_code(&mut work, rights, &system, added.id, code)
            .await
            .unwrap();
        work.commit().await.unwrap();
        added
    }

    /// The part of the program that acts when a command is given.
    pub fn command(&self) -> Actor {
        Actor::program("command", self.test.realm, OrgPath::root(1))
    }

    /// Files a paper with an attached file and what was read on both.
    pub async fn filed(&self, title: &str) -> Record {
        let archive = &self.exchange.archive;
        let vault = &self.exchange.dispatch.vault;
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let bytes = format!("{title} 正文\n").repeat(3);
        let sealed = vault.put(&mut work, bytes.as_bytes()).await.unwrap();
        let mut order = order(title, self.branch.as_str());
        order.original.hash = sealed.hash();
        order.original.size_bytes = i64::try_from(sealed.size()).unwrap();
        let (record, component) = archive
            .capture(&mut work, &self.keeper, vec![order])
            .await
            .unwrap()
            .remove(0);
        let attached = format!("{title} 附件");
        let sealed = vault.put(&mut work, attached.as_bytes()).await.unwrap();
        let attachment = NewComponent {
            role: ComponentRole::Attachment,
            hash: sealed.hash(),
            size_bytes: i64::try_from(sealed.size()).unwrap(),
            file_name: "record.json".to_owned(),
            media_type: "text/plain".to_owned(),
        };
        archive
            .add_component(&mut work, &self.keeper, record.id, attachment)
            .await
            .unwrap();
        let page = Page {
            component,
            number: 1,
            source: "mixed".to_owned(),
            aspect: 0.707_106_77,
            label: Some("第一页".to_owned()),
            lines: vec![PageLine {
                text: format!("{title} 正文"),
                confidence: 0.973_12,
                place: Some([0.1, 0.2, 0.333_333_34, 0.25]),
            }],
        };
        let read = ReadPages {
            component,
            pages: vec![page],
        };
        let record = archive
            .keep_reading(&mut work, &self.keeper, record.id, read, None)
            .await
            .unwrap();
        let mut said = description();
        let names = FieldValue::Many(vec!["王芳".to_owned(), "李娜".to_owned()]);
        said.fields.insert("persons".to_owned(), names);
        said.fields
            .insert("title".to_owned(), FieldValue::One(title.to_owned()));
        let record = archive
            .describe(&mut work, &self.keeper, (record.id, record.version), said)
            .await
            .unwrap();
        let filed = archive
            .file(&mut work, &self.keeper, (record.id, record.version))
            .await
            .unwrap();
        work.commit().await.unwrap();
        filed
    }

    pub async fn record(&self, id: RecordId) -> Option<Record> {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        records::get(&mut connection, id).await.unwrap()
    }

    pub async fn files(&self, id: RecordId) -> Vec<Component> {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        records::components(&mut connection, id).await.unwrap()
    }

    pub async fn pages(&self, file: &Component) -> Vec<Page> {
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        guildhall_archive::page::of_component(&mut connection, file.id, 10)
            .await
            .unwrap()
    }

    /// Begins to take everything out into a folder, as the command does.
    pub async fn begun(&self, format: Format, folder: &Path) -> Result<Consignment, DispatchError> {
        let new = NewConsignment {
            format,
            asked: Asked::default(),
            found: None,
            purpose: String::new(),
            reason: String::new(),
            folder: Some(folder.display().to_string()),
            records_max: 1_000,
        };
        self.begun_by(&self.command(), new).await
    }

    pub async fn begun_by(&self, who: &Actor, new: NewConsignment) -> Result<Consignment, DispatchError> {
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let begun = self.exchange.begin_consignment(&mut work, who, new).await?;
        work.commit().await.unwrap();
        Ok(begun.consignment)
    }

    /// Takes everything out, and returns the folder.
    pub async fn sent(&self, format: Format, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        let consignment = self.begun(format, &folder).await.unwrap();
        let whole = (self.test.realm, consignment.id);
        assert!(self.exchange.pack_consignment(whole, UNWATCHED).await.unwrap());
        folder
    }

    /// Takes in what lies somewhere, as the command does.
    pub async fn take_in(&self, path: &Path) -> (Accession, Vec<AccessionItem>) {
        let mut work = self.test.database.begin(self.test.realm).await.unwrap();
        let sent = Sent::Outside(path.display().to_string());
        let accession = self
            .exchange
            .begin_accession(&mut work, &self.command(), ("sent", sent))
            .await
            .unwrap();
        work.commit().await.unwrap();
        let whole = (self.test.realm, accession.id);
        assert!(self.exchange.receive_accession(whole, UNWATCHED).await.unwrap());
        self.receipt(accession.id).await
    }

    pub async fn receipt(&self, id: Uuid) -> (Accession, Vec<AccessionItem>) {
        let who = self.command();
        let mut connection = self.test.database.read(self.test.realm).await.unwrap();
        let accession = self.exchange.accession(&mut connection, &who, id).await.unwrap();
        let wanted = ((id, None), (0, 500));
        let items = self
            .exchange
            .accession_items(&mut connection, &who, wanted)
            .await
            .unwrap();
        (accession, items)
    }
}

fn unit(name: &str) -> NewOrganisation {
    NewOrganisation {
        name: name.to_owned(),
        kind: OrganisationKind::Union,
    }
}

fn vault(folder: &Path) -> Vault {
    let ring = KeyRing::open_or_create(&folder.join("master.key"), &SystemRandom).unwrap();
    let replica = FolderReplica::open("a", &folder.join("vault"), &SystemRandom).unwrap();
    let config = VaultConfig {
        replicas: vec![Arc::new(replica)],
        replicas_needed: 1,
        keys: Arc::new(ring),
        algorithm: Algorithm::default(),
        limit: 1 << 20,
        clock: Arc::new(SystemClock),
    };
    Vault::open(config, Arc::new(SystemRandom)).unwrap()
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Returns the folders or files in a folder, sorted.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}
