//! The objects of a bucket that an import or a bulk operation reads.

use std::{fs::File, io};

use super::error_log::LOG_FOLDER;
use crate::{
    engine::{Engine, TransferFailure},
    limits::TRANSFER_OBJECTS,
    texts,
    transfer::{Bucket, BucketError, Object},
};

/// The objects whose keys begin with a prefix.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    bucket: Bucket,
    prefix: String,
    /// The size of all objects together.
    pub(super) bytes: u64,
}

impl Source {
    /// Looks at the objects, before anything is read.
    ///
    /// # Errors
    /// There is no such bucket, no such object, or there are too many.
    pub(super) fn find(engine: &Engine, bucket: &str, prefix: Option<&str>) -> Result<Self, TransferFailure> {
        let prefix = prefix.unwrap_or_default();
        let name = bucket.to_owned();
        let bucket = engine.bucket(bucket).map_err(failure)?;
        let mut source = Self { name, bucket, prefix: prefix.to_owned(), bytes: 0 };
        let (mut bytes, mut count) = (0_u64, 0_usize);
        for object in source.objects()? {
            bytes = bytes.saturating_add(object?.bytes);
            count += 1;
            if count > TRANSFER_OBJECTS {
                let message = texts::import::too_many_objects(TRANSFER_OBJECTS);
                return Err(TransferFailure { code: texts::import::TOO_MANY_OBJECTS.to_owned(), message });
            }
        }
        if count == 0 {
            return Err(failure(BucketError::NoSuchKey));
        }
        source.bytes = bytes;
        Ok(source)
    }

    /// The objects in the order of their keys. The logs of earlier imports are none.
    pub(super) fn objects(
        &self,
    ) -> Result<impl Iterator<Item = Result<Object, TransferFailure>> + use<>, TransferFailure> {
        let objects = self.bucket.list(&self.prefix).map_err(failure)?.map(|object| object.map_err(failure));
        Ok(objects.filter(|object| {
            object.as_ref().map_or(true, |object| !object.key.starts_with(LOG_FOLDER) && object.bytes > 0)
        }))
    }

    /// Opens an object.
    pub(super) fn open(&self, key: &str) -> Result<File, TransferFailure> {
        self.bucket.get(key).map_err(failure)
    }

    /// The bucket.
    pub(super) fn bucket(&self) -> &Bucket {
        &self.bucket
    }
}

/// What a bucket's error means for the job.
pub(super) fn failure(error: BucketError) -> TransferFailure {
    TransferFailure { code: error.code().to_owned(), message: error.to_string() }
}

/// The same for a stream that failed.
pub(super) fn stream_failure(bucket: &Bucket, error: io::Error) -> TransferFailure {
    failure(bucket.error(error))
}
