//! What is done with the file of a closed database that a crash has left: it is checked, and made small.

use super::{
    super::{backend, check::check, format::FILE, open::store},
    crashes::{LEFT, reopened, workload},
    *,
};

/// Some images that crashes have left, each with what it holds.
fn images() -> Vec<(Vec<u8>, Contents)> {
    let disk = made();
    workload(&disk, Durability::Sync, 8_000, 30, 1);
    let mut images = Vec::new();
    disk.for_each_crash(&LEFT[1..3], |image, _| images.push(image));
    let each_tenth = images.into_iter().skip(7).step_by(10);
    each_tenth.map(|image| (image.clone(), reopened(&PlayedDisk::holding(image)))).collect()
}

#[test]
fn what_a_crash_leaves_is_sound_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    let images = images();
    assert!(images.len() > 5, "{} images", images.len());
    for (image, kept) in images {
        std::fs::write(&file, &image).unwrap();
        let checked = check(folder.path()).unwrap();
        assert_eq!(checked.damages, Vec::<String>::new());
        assert!(contents(&checked.engine) == kept);
        assert!(std::fs::read(&file).unwrap() == image);
    }
}

#[test]
fn a_crash_while_it_is_made_small_takes_back_nothing() {
    let (mut crashes, mut smaller) = (0, 0);
    for (image, kept) in images().into_iter().step_by(6) {
        let disk = PlayedDisk::holding(image);
        let before = disk.length();
        let mut store = store(backend::database(disk.clone()).unwrap(), GivenOptions::default()).unwrap();
        disk.begin(played::Fault::Nothing);
        store.compact().unwrap();
        drop(store);
        smaller += usize::from(disk.length() < before);
        assert!(reopened(&PlayedDisk::holding(disk.image())) == kept);
        disk.for_each_crash(&LEFT[..3], |image, _| {
            assert!(reopened(&PlayedDisk::holding(image)) == kept);
            crashes += 1;
        });
    }
    assert!(crashes > 10 && smaller > 0, "{crashes} crashes, {smaller} smaller");
}
