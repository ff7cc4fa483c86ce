//! What a request to restore a table may override of its source's settings.

use crate::{
    codec::Member,
    operation::{
        definition::{
            constraints::TableConstraints,
            structures::{
                GlobalSecondaryIndex, LocalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
                SSESpecification,
            },
            vector_indexes::VectorIndex,
        },
        request::found::Found,
    },
    storage::BillingMode,
};

/// A request's overrides of the restored table's settings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overrides<'r> {
    pub(super) billing_mode: Option<BillingMode>,
    /// The global indexes to restore; `None` for all.
    pub(super) global_indexes: Option<&'r [GlobalSecondaryIndex]>,
    /// The same for local indexes.
    pub(super) local_indexes: Option<&'r [LocalSecondaryIndex]>,
    /// The same for vector indexes.
    pub(super) vector_indexes: Option<&'r [VectorIndex]>,
    pub(super) provisioned: Option<&'r ProvisionedThroughput>,
    pub(super) on_demand: Option<&'r OnDemandThroughput>,
    pub(super) encryption: Option<&'r SSESpecification>,
}

/// The members with overrides that have separate constraints.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverrideMembers {
    pub(super) global_indexes: Member,
    pub(super) local_indexes: Member,
    pub(super) vector_indexes: Member,
    pub(super) provisioned: Member,
}

/// The overrides of an input of either restore, and their members.
macro_rules! overrides_of {
    ($input:ident: $type:ty) => {{
        let members = <$type>::MEMBERS;
        let overrides = $crate::operation::backup::overrides::Overrides {
            billing_mode: $input.billing_mode_override,
            global_indexes: $input.global_secondary_index_override.as_deref(),
            local_indexes: $input.local_secondary_index_override.as_deref(),
            vector_indexes: $input.vector_index_override.as_deref(),
            provisioned: $input.provisioned_throughput_override.as_ref(),
            on_demand: $input.on_demand_throughput_override.as_ref(),
            encryption: $input.sse_specification_override.as_ref(),
        };
        let members = $crate::operation::backup::overrides::OverrideMembers {
            global_indexes: members.global_secondary_index_override,
            local_indexes: members.local_secondary_index_override,
            vector_indexes: members.vector_index_override,
            provisioned: members.provisioned_throughput_override,
        };
        (overrides, members)
    }};
}

pub(super) use overrides_of;

impl Overrides<'_> {
    /// Notes violations that can be found in the overrides alone.
    pub(super) fn check(&self, found: &mut Found, members: OverrideMembers) {
        let mut constraints = TableConstraints::new(found);
        constraints.global_indexes(&members.global_indexes.into(), self.global_indexes);
        constraints.local_indexes(&members.local_indexes.into(), self.local_indexes);
        constraints.vector_indexes(&members.vector_indexes.into(), self.vector_indexes);
        constraints.provisioned_throughput(&members.provisioned.into(), self.provisioned);
    }
}
