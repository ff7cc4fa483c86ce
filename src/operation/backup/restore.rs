//! What a restored table is like: its source as it was, except for what the request overrides and what the service does
//! not restore.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::in_use::{check_concurrent, check_made_for_backup},
        definition::{
            attribute_types::AttributeTypes,
            constraints::TableConstraints,
            keys::{global_definition, projection},
            provisioned_units::UnitsOfOthers,
            settings::{AskedThroughput, encryption_key_arn},
            structures::{
                AttributeDefinition, GlobalSecondaryIndex, LocalSecondaryIndex, OnDemandThroughput,
                ProvisionedThroughput, SSESpecification,
            },
            vector_indexes::{VectorIndex, check_mode},
        },
        request::found::Found,
        table::{
            describe::{describe_settings, on_demand, provisioned},
            description::TableDescription,
        },
    },
    storage::{
        BillingMode, IndexDefinition, IndexProjection, IndexSettings, IndexStatus, RestoreSettings, Table,
        TableDefinition, TableSettings, TableStatus, Throughput, ToCome, Transition, VectorIndexDefinition,
    },
    texts,
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

impl Overrides<'_> {
    /// Notes violations that can be found in the overrides alone.
    pub(super) fn check(&self, found: &mut Found, members: OverrideMembers) {
        let mut constraints = TableConstraints::new(found);
        constraints.global_indexes(&members.global_indexes.into(), self.global_indexes);
        constraints.local_indexes(&members.local_indexes.into(), self.local_indexes);
        constraints.vector_indexes(&members.vector_indexes.into(), self.vector_indexes);
        constraints.provisioned_throughput(&members.provisioned.into(), self.provisioned);
    }

    /// Creates the table `name` with the items of `source`, which is not in use, and describes it.
    ///
    /// # Errors
    /// Overrides that do not fit each other or the source; a table of this name exists.
    pub(super) fn restore(
        &self,
        engine: &Engine,
        source: &Table,
        name: &str,
        restored: RestoreSettings,
    ) -> Result<TableDescription> {
        let mut definition = self.definition(engine, source, name, restored)?;
        if let Some(there) = engine.catalog().table(name) {
            check_made_for_backup(name, &there.settings())?;
        }
        check_concurrent(engine)?;
        if definition.settings.billing_mode == BillingMode::Provisioned {
            UnitsOfOthers::of(engine, name).check(None, &definition.settings)?;
        }
        definition.settings.begin_creating(engine.transition());
        let settings = definition.settings.clone();
        let limit_bytes = engine.options().item_collection_limit_bytes;
        let table = source
            .restored(definition)
            .with_collection_limit(limit_bytes)
            .with_stream_bytes(engine.stream_bytes());
        table.end_states(&engine.ending());
        let table = engine.catalog().add_table(name, |sequence| table.with_sequence(sequence));
        let table = table.ok_or_else(|| Error::TableAlreadyExists(texts::table::exists(name)))?;
        engine.end_states_later(&table);
        Ok(describe_settings(engine, &table, settings))
    }

    fn definition(
        &self,
        engine: &Engine,
        source: &Table,
        name: &str,
        restored: RestoreSettings,
    ) -> Result<TableDefinition> {
        let of_source = source.settings();
        let mode = self.billing_mode.unwrap_or(of_source.billing_mode);
        let throughput = self.throughput(&of_source, mode)?;
        let encryption_key_arn = match self.encryption {
            Some(asked) => encryption_key_arn(engine, Some(asked))?,
            None => of_source.encryption_key_arn.clone(),
        };
        let (local_indexes, global_indexes) = self.indexes(source, &of_source)?;
        let vector_indexes = self.kept_vector_indexes(source)?;
        check_mode(mode, !vector_indexes.is_empty())?;
        let throughput_of = |index: &IndexDefinition| {
            let throughput = self.index_throughput(&of_source, mode, index.name())?;
            Ok((index.name().to_owned(), IndexSettings::new(IndexStatus::Active, throughput)))
        };
        let index_settings = global_indexes.iter().map(throughput_of).collect::<Result<BTreeMap<_, _>>>()?;
        let mut attribute_definitions = of_source.attribute_definitions.clone();
        attribute_definitions.retain(|attribute| {
            let mut schemas = local_indexes.iter().chain(&global_indexes).map(IndexDefinition::schema);
            source.schema().contains(&attribute.name)
                || schemas.any(|schema| schema.contains(&attribute.name))
                || vector_indexes.iter().any(|index| index.search_attribute(&attribute.name).is_some())
        });
        let created_seconds = engine.clock().now_seconds();
        // A restored table has the standard class. (Developer guide: Restoring a table from a backup) Tags, stream,
        // time to live, policy and protection are not restored. (API reference: RestoreTableFromBackup)
        let settings = TableSettings {
            id: engine.ids().uuid(),
            created_seconds,
            status: TableStatus::Active,
            transition: Transition::default(),
            to_come: ToCome::default(),
            attribute_definitions,
            billing_mode: mode,
            pay_per_request_since_seconds: (mode == BillingMode::PayPerRequest).then_some(created_seconds),
            throughput,
            on_demand_switches_seconds: Vec::new(),
            stream: None,
            earlier_streams: Vec::new(),
            encryption_key_arn,
            table_class: None,
            table_class_changed_seconds: None,
            table_class_changes_seconds: Vec::new(),
            deletion_protection: false,
            settings_replication_mode: None,
            tags: BTreeMap::new(),
            resource_policy: None,
            time_to_live: None,
            global_indexes: index_settings,
            vector_indexes: vector_indexes
                .iter()
                .map(|index| (index.name.clone(), IndexSettings::of_vectors()))
                .collect(),
            restored: Some(restored),
            contributor_insights: None,
            recovery: None,
        };
        Ok(TableDefinition {
            name: name.to_owned(),
            schema: source.schema().clone(),
            local_indexes,
            // The numbers of partitions are ignored: they are those of the source.
            global_indexes: global_indexes.into_iter().map(|index| (index, 1)).collect(),
            vector_indexes,
            partitions: 1,
            settings,
        })
    }

    /// The indexes of the source that are restored, local and global.
    fn indexes(
        &self,
        source: &Table,
        of_source: &TableSettings,
    ) -> Result<(Vec<IndexDefinition>, Vec<IndexDefinition>)> {
        let definitions: Vec<_> =
            of_source.attribute_definitions.iter().map(AttributeDefinition::from).collect();
        let types = AttributeTypes::new(&definitions)?;
        let local = source.local_indexes().iter().map(|index| (**index).clone());
        let asked = self.local_indexes.map(|indexes| {
            let definition = |index: &LocalSecondaryIndex| {
                let schema = types.schema(&index.key_schema)?;
                let projection = projection(index.projection.as_ref())?;
                Ok(IndexDefinition::new(index.index_name.clone(), schema, projection))
            };
            indexes.iter().map(|index| (index.index_name.as_str(), definition(index))).collect()
        });
        let local = kept(local.collect(), asked)?;
        let global = source.global_indexes();
        let global = global.iter().map(|index| (**index.definition()).clone());
        let asked = self.global_indexes.map(|indexes| {
            let definition = |index: &GlobalSecondaryIndex| global_definition(&types, index);
            indexes.iter().map(|index| (index.index_name.as_str(), definition(index))).collect()
        });
        let global = kept(global.collect(), asked)?;
        Ok((local, global))
    }

    /// The vector indexes of the source that are restored.
    fn kept_vector_indexes(&self, source: &Table) -> Result<Vec<VectorIndexDefinition>> {
        let mut of_source: Vec<VectorIndexDefinition> =
            source.vector_indexes().iter().map(|index| (**index.definition()).clone()).collect();
        let Some(asked) = self.vector_indexes else { return Ok(of_source) };
        let mut names = HashSet::new();
        for index in asked {
            if !names.insert(index.index_name.as_str()) {
                return Err(Error::validation(texts::index::duplicate_name(&index.index_name)));
            }
            if !of_source.iter().any(|there| VectorIndex::from(there) == *index) {
                return Err(Error::validation(texts::backup::other_index(&index.index_name)));
            }
        }
        of_source.retain(|index| names.contains(index.name.as_str()));
        Ok(of_source)
    }

    fn throughput(&self, of_source: &TableSettings, mode: BillingMode) -> Result<Throughput> {
        let kept = Kept::of(of_source, mode, &of_source.throughput);
        AskedThroughput {
            provisioned: self.provisioned.or(kept.provisioned.as_ref()),
            on_demand: self.on_demand.or(kept.on_demand.as_ref()),
            warm: None,
        }
        .new_throughput(mode, None)
    }

    fn index_throughput(
        &self,
        of_source: &TableSettings,
        mode: BillingMode,
        name: &str,
    ) -> Result<Throughput> {
        let throughput = of_source.global_indexes.get(name).map(|index| &index.throughput);
        let kept = throughput.map(|throughput| Kept::of(of_source, mode, throughput)).unwrap_or_default();
        let asked = self.global_indexes.into_iter().flatten().find(|index| index.index_name == name);
        let provisioned = asked.and_then(|index| index.provisioned_throughput.as_ref());
        let on_demand = asked.and_then(|index| index.on_demand_throughput.as_ref());
        AskedThroughput {
            provisioned: provisioned.or(kept.provisioned.as_ref()),
            on_demand: on_demand.or(kept.on_demand.as_ref()),
            warm: asked.and_then(|index| index.warm_throughput.as_ref()),
        }
        .new_throughput(mode, Some(name))
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

/// The indexes to restore: all, or those of the request, which must be indexes of the source.
fn kept(
    of_source: Vec<IndexDefinition>,
    asked: Option<Vec<(&str, Result<IndexDefinition>)>>,
) -> Result<Vec<IndexDefinition>> {
    let Some(asked) = asked else { return Ok(of_source) };
    let mut names = HashSet::new();
    for (name, definition) in asked {
        if !names.insert(name) {
            return Err(Error::validation(texts::index::duplicate_name(name)));
        }
        let is_there = |asked: IndexDefinition| of_source.iter().any(|index| is_same(index, &asked));
        if !definition.is_ok_and(is_there) {
            return Err(Error::validation(texts::backup::other_index(name)));
        }
    }
    Ok(of_source.into_iter().filter(|index| names.contains(index.name())).collect())
}

/// Whether two definitions are of the same index, whatever the order of the projected attributes.
fn is_same(one: &IndexDefinition, other: &IndexDefinition) -> bool {
    let is_same_projection = match (one.projection(), other.projection()) {
        (IndexProjection::Include(one), IndexProjection::Include(other)) => {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect()
        }
        (one, other) => one == other,
    };
    one.name() == other.name() && one.schema() == other.schema() && is_same_projection
}
