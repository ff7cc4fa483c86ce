//! What a replica has instead of the settings of the others.

use super::structures::{
    OnDemandThroughputOverride, ProvisionedThroughputOverride, ReplicaSettings as Asked,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::definition::{settings::encryption_key_arn, structures::SSESpecification},
    storage::{BillingMode, ReplicaSettings, TableSettings, Throughput, ThroughputOverrides},
    texts,
};

/// Changes the settings of a replica, which has all else from the others, as a request asks. `engine` is that of the
/// replica's region.
pub(super) fn apply(engine: &Engine, settings: &mut TableSettings, asked: &Asked) -> Result<()> {
    let mode = settings.billing_mode;
    let Some(mut replica) = settings.replica.take() else {
        debug_assert!(false, "a replica has settings of one");
        return Ok(());
    };
    let overrides = Overrides {
        provisioned: asked.provisioned_throughput_override.as_ref(),
        on_demand: asked.on_demand_throughput_override.as_ref(),
    };
    overrides.apply(mode, &mut replica.overrides, &mut settings.throughput)?;
    for index in asked.global_secondary_indexes.iter().flatten() {
        let name = &index.index_name;
        let of_index = settings.global_indexes.get_mut(name);
        let of_index =
            of_index.ok_or_else(|| Error::ResourceNotFound(texts::index::not_found(name).into()))?;
        let overrides = Overrides {
            provisioned: index.provisioned_throughput_override.as_ref(),
            on_demand: index.on_demand_throughput_override.as_ref(),
        };
        let kept = replica.index_overrides.entry(name.clone()).or_default();
        overrides.apply(mode, kept, &mut of_index.throughput)?;
    }
    if let Some(key) = &asked.kms_master_key_id {
        let asked = SSESpecification {
            enabled: Some(true),
            kms_master_key_id: Some(key.clone()),
            ..SSESpecification::default()
        };
        settings.encryption_key_arn = encryption_key_arn(engine, Some(&asked))?;
        replica.kms_master_key_id = Some(key.clone());
    }
    if let Some(class) = asked.table_class_override {
        settings.table_class = Some(class);
    }
    settings.replica = Some(replica);
    Ok(())
}

/// Whether a request asks for nothing.
pub(super) fn asks_nothing(asked: &Asked) -> bool {
    let Asked {
        region_name: _,
        kms_master_key_id,
        provisioned_throughput_override,
        on_demand_throughput_override,
        global_secondary_indexes,
        table_class_override,
    } = asked;
    kms_master_key_id.is_none()
        && provisioned_throughput_override.is_none()
        && on_demand_throughput_override.is_none()
        && global_secondary_indexes.is_none()
        && table_class_override.is_none()
}

struct Overrides<'r> {
    provisioned: Option<&'r ProvisionedThroughputOverride>,
    on_demand: Option<&'r OnDemandThroughputOverride>,
}

impl Overrides<'_> {
    fn apply(
        &self,
        mode: BillingMode,
        kept: &mut ThroughputOverrides,
        throughput: &mut Throughput,
    ) -> Result<()> {
        if let Some(units) = self.provisioned.and_then(|asked| asked.read_capacity_units) {
            if mode == BillingMode::PayPerRequest {
                return Err(Error::validation(texts::replica::UNITS_ON_DEMAND));
            }
            let units = u64::try_from(units).unwrap_or_default();
            kept.read_units = Some(units);
            throughput.provision((units, throughput.write_units));
        }
        if let Some(units) = self.on_demand.and_then(|asked| asked.max_read_request_units) {
            if mode == BillingMode::Provisioned {
                return Err(Error::validation(texts::replica::LIMITS_PROVISIONED));
            }
            if units < 1 && units != -1 {
                return Err(Error::validation(texts::replica::LIMIT_OUT_OF_RANGE));
            }
            kept.max_read_request_units = (units != -1).then_some(units);
            throughput.max_read_request_units = kept.max_read_request_units;
        }
        Ok(())
    }
}

/// The settings of a replica without overrides, beside those that it has in common with `other`.
pub(super) fn without_overrides(other: &ReplicaSettings) -> ReplicaSettings {
    ReplicaSettings {
        source_ms: None,
        kms_master_key_id: None,
        overrides: ThroughputOverrides::default(),
        index_overrides: Default::default(),
        ..other.clone()
    }
}
