//! The README's program over the AWS SDK is the example `sdk_client`, word for word.

#[test]
fn the_readme_shows_the_example() {
    let readme = include_str!("../../README.md");
    assert!(
        readme.contains(include_str!("../../examples/sdk_client.rs")),
        "README.md and examples/sdk_client.rs differ"
    );
}
