//! Buckets on the command line: `NAME=FOLDER`.

use std::path::PathBuf;

use crate::transfer::is_bucket_name;

/// Parses a bucket, whose folder must exist.
pub(super) fn bucket(text: &str) -> Result<(String, PathBuf), String> {
    let (name, folder) = text.split_once('=').ok_or("a bucket is NAME=FOLDER, such as exports=./exports")?;
    if !is_bucket_name(name) {
        return Err(format!(
            "`{name}` is no name of a bucket: letters, digits, `-`, `_` and `.`, with letters or digits at both ends"
        ));
    }
    let folder = PathBuf::from(folder);
    if folder.is_dir() {
        Ok((name.to_owned(), folder))
    } else {
        Err(format!("there is no folder {}", folder.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn a_bucket_is_a_name_and_a_folder_that_exists() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        assert_eq!(bucket(&format!("exports={path}")), Ok(("exports".to_owned(), folder.path().to_owned())));
        for text in ["exports", "=x", &format!("a={path}"), &format!("-ab={path}"), &format!("a/b={path}")] {
            assert!(bucket(text).is_err(), "{text}");
        }
        assert!(bucket(&format!("exports={path}/none")).unwrap_err().starts_with("there is no folder "));
    }
}
