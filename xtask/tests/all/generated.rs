use xtask::{generated, root};

#[test]
fn the_openapi_document_is_fresh() {
    assert_eq!(
        generated::openapi().unwrap().settle(&root(), true).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn the_policy_table_is_fresh() {
    assert_eq!(
        generated::policy().unwrap().settle(&root(), true).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn keys_are_sorted_so_that_diffs_are_small() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b":[{"d":1,"c":2}],"a":2}"#).unwrap();
    assert_eq!(
        generated::sorted(value).to_string(),
        r#"{"a":2,"b":[{"c":2,"d":1}]}"#
    );
}

#[test]
fn a_stale_file_is_told_with_its_command() {
    let mut file = generated::policy().unwrap();
    file.content.push_str("thêm một dòng\n");
    let told = file.settle(&root(), true).unwrap().join("\n");
    assert!(
        told.contains("cargo run -p xtask -- policy") && told.contains("+thêm một dòng"),
        "{told}"
    );
}

#[test]
fn every_page_that_the_server_links_to_exists() {
    let mut routes = String::new();
    for feature in std::fs::read_dir(root().join("web/src/features")).unwrap() {
        let feature = feature.unwrap().path();
        // Where a feature has many pages, they stand in rooms of their own.
        for file in ["routes.tsx", "publicRoutes.tsx", "desk/paths.ts"] {
            routes += &std::fs::read_to_string(feature.join(file)).unwrap_or_default();
        }
    }
    routes += &std::fs::read_to_string(root().join("web/src/app/router.tsx")).unwrap();
    for page in coloa_base::web_path::ALL {
        // A light page with its parameter, or a path of a feature, segment by segment.
        let light = routes.contains(&format!("path: '{page}/:token'"));
        let nested = page[1..].split('/').all(|segment| {
            routes.contains(&format!("path: '{segment}'"))
                || routes.contains(&format!("_PATH = '/{segment}';"))
        });
        assert!(light || nested, "{page} is no page of the web app");
    }
}
