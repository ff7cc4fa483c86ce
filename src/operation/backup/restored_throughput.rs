//! The throughput of a restored table and its global indexes: that of the source, or what the request overrides.

use super::overrides::Overrides;
use crate::{
    error::{Error, Result},
    operation::{
        definition::{
            settings::AskedThroughput,
            structures::{GlobalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput},
        },
        table::describe::{on_demand, provisioned},
    },
    storage::{BillingMode, TableSettings, Throughput},
    texts,
};

impl Overrides<'_> {
    /// How the restored table is paid for.
    pub(super) fn mode(&self, of_source: &TableSettings) -> BillingMode {
        self.billing_mode.unwrap_or(of_source.billing_mode)
    }

    /// The throughput of the restored table.
    pub(super) fn throughput(&self, of_source: &TableSettings) -> Result<Throughput> {
        let mode = self.mode(of_source);
        match (mode, self.provisioned, self.billing_mode) {
            (BillingMode::PayPerRequest, Some(_), None) => {
                return Err(Error::validation(texts::backup::UNITS_WITHOUT_MODE));
            }
            (BillingMode::Provisioned, None, Some(_)) => {
                return Err(Error::validation(texts::backup::MODE_WITHOUT_UNITS));
            }
            _ => {}
        }
        let kept = Kept::of(of_source, mode, &of_source.throughput);
        Asked { provisioned: self.provisioned, on_demand: self.on_demand, index: None }.or(&kept, mode)
    }

    /// The throughput of a global index of the restored table, which has another name in the source if it is renamed.
    pub(super) fn index_throughput(
        &self,
        of_source: &TableSettings,
        (source_name, name): (&str, &str),
    ) -> Result<Throughput> {
        let mode = self.mode(of_source);
        let listed = self.global_indexes.into_iter().flatten().find(|index| index.index_name == name);
        let asked = Asked {
            provisioned: listed.and_then(|index| index.provisioned_throughput.as_ref()),
            on_demand: listed.and_then(|index| index.on_demand_throughput.as_ref()),
            index: Some((name, listed)),
        };
        let throughput = of_source.global_indexes.get(source_name).map(|index| &index.throughput);
        let kept = throughput.map(|throughput| Kept::of(of_source, mode, throughput)).unwrap_or_default();
        asked.or(&kept, mode)
    }
}

/// The throughput that a request asks for, for the restored table or an index of it.
#[derive(Debug, Clone, Copy)]
struct Asked<'r> {
    provisioned: Option<&'r ProvisionedThroughput>,
    on_demand: Option<&'r OnDemandThroughput>,
    /// The index's name, and how the request lists it, if it does.
    index: Option<(&'r str, Option<&'r GlobalSecondaryIndex>)>,
}

impl Asked<'_> {
    /// This throughput or, where nothing is asked for, the one that is kept.
    fn or(self, kept: &Kept, mode: BillingMode) -> Result<Throughput> {
        let index = self.index.map(|(name, _)| name);
        let listed = self.index.and_then(|(_, listed)| listed);
        self.check(kept, mode)?;
        AskedThroughput {
            provisioned: self.provisioned.or(kept.provisioned.as_ref()),
            on_demand: self.on_demand.or(kept.on_demand.as_ref()),
            warm: listed.and_then(|index| index.warm_throughput.as_ref()),
        }
        .new_throughput(mode, index)
    }

    fn check(&self, kept: &Kept, mode: BillingMode) -> Result<()> {
        let index = self.index.map(|(name, _)| name);
        let is_listed = self.index.is_some_and(|(_, listed)| listed.is_some());
        let limits = self.on_demand.into_iter().flat_map(OnDemandThroughput::members);
        let mut limits = limits.filter_map(|(units, member)| Some((units?, member)));
        let refused = match (mode, self.provisioned, index) {
            (BillingMode::PayPerRequest, Some(_), _) => Some(texts::backup::units_on_demand(index)),
            (BillingMode::PayPerRequest, None, _) => limits
                .find(|(units, _)| *units < 1)
                .map(|(_, member)| texts::backup::limit_out_of_range(member, index)),
            // A listed index has the units that are listed.
            (BillingMode::Provisioned, None, Some(index)) if is_listed || kept.provisioned.is_none() => {
                Some(texts::backup::no_units_of_index(index))
            }
            (BillingMode::Provisioned, ..) => {
                limits.next().map(|(_, member)| texts::backup::limit_provisioned(member, index))
            }
        };
        refused.map_or(Ok(()), |text| Err(Error::validation(text)))
    }
}

/// The throughput that a restored table or index takes over from the source unless the request overrides it; nothing if
/// the billing mode differs.
#[derive(Debug, Default)]
struct Kept {
    provisioned: Option<ProvisionedThroughput>,
    on_demand: Option<OnDemandThroughput>,
}

impl Kept {
    fn of(of_source: &TableSettings, mode: BillingMode, throughput: &Throughput) -> Self {
        match mode {
            _ if mode != of_source.billing_mode => Self::default(),
            BillingMode::Provisioned => Self { provisioned: Some(provisioned(throughput)), on_demand: None },
            BillingMode::PayPerRequest => Self { provisioned: None, on_demand: on_demand(throughput) },
        }
    }
}
