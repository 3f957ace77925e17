//! Where in this house a record belongs: under the same fonds, in the organisation of the same code, or else name.

use crate::portable::{Carried, Unit};
use crate::{DispatchError, Told};
use guildhall_archive::fonds::{self, Fonds};
use guildhall_identity::Organisation;
use guildhall_identity::Rights;
use guildhall_identity::organisation::service as organisations;
use guildhall_kernel::{Actor, OrgPath};
use guildhall_store::Connection;

/// Organisations read at once.
const PAGE: u32 = 1_000;

/// The fonds and organisations of this house.
#[derive(Debug, Default)]
pub(super) struct Places {
    fonds: Vec<Fonds>,
    units: Vec<Organisation>,
}

impl Places {
    /// Reads them.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn load(
        connection: &mut Connection,
        rights: &Rights,
        actor: &Actor,
    ) -> Result<Self, DispatchError> {
        let fonds = fonds::list(connection).await?;
        let top = organisations::top(connection, connection.realm()).await?.path;
        let (mut units, mut after) = (Vec::new(), None);
        loop {
            let who = (rights, actor);
            let page = organisations::subtree(connection, who, &top, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(Self { fonds, units });
            };
            after = Some(last.path.clone());
            units.extend(page);
        }
    }

    /// Returns the organisation of a record, going down from that of its fonds.
    ///
    /// # Errors
    /// What is missing here, by name.
    pub fn find(&self, carried: &Carried) -> Result<OrgPath, Told> {
        let code = carried.state.fonds_code.as_deref().unwrap_or_default();
        let Some(here) = self.fonds.iter().find(|fonds| fonds.code == code) else {
            let values = [("fonds", code), ("name", carried.organisation.as_str())];
            return Err(Told::new("accession-fonds", values));
        };
        let above = |unit: &&Unit| match &carried.fonds_path {
            Some(top) => top.contains(&unit.path) && unit.path != *top,
            None => unit.path.depth() > 1,
        };
        let way: Vec<&Unit> = carried.organisations.iter().filter(above).collect();
        let mut path = here.org_path.clone();
        for (step, unit) in way.iter().enumerate() {
            let Some(child) = self.child(&path, unit) else {
                let missing: Vec<String> = way[step..].iter().map(|unit| named(unit)).collect();
                let under = self.name(&path);
                let values = [("names", missing.join(" / ")), ("under", under)];
                let values = values.iter().map(|(name, value)| (*name, value.as_str()));
                return Err(Told::new("accession-organisation", values));
            };
            path = child;
        }
        Ok(path)
    }

    /// Returns the organisation directly below a path that has the code of the other house's, or else its name.
    fn child(&self, above: &OrgPath, wanted: &Unit) -> Option<OrgPath> {
        let below =
            |unit: &&Organisation| above.contains(&unit.path) && unit.path.depth() == above.depth() + 1;
        let same_code = |unit: &&Organisation| wanted.code.is_some() && unit.code == wanted.code;
        let same_name =
            |unit: &&Organisation| unit.name == wanted.name && (unit.code.is_none() || wanted.code.is_none());
        let mut by_code = self.units.iter().filter(below).filter(same_code);
        let mut by_name = self.units.iter().filter(below).filter(same_name);
        let found = by_code.next().or_else(|| by_name.next());
        found.map(|unit| unit.path.clone())
    }

    fn name(&self, path: &OrgPath) -> String {
        let found = self.units.iter().find(|unit| unit.path == *path);
        found.map_or_else(|| path.to_string(), |unit| unit.name.clone())
    }
}

fn named(unit: &Unit) -> String {
    match &unit.code {
        Some(code) => format!("{} ({code})", unit.name),
        None => unit.name.clone(),
    }
}
