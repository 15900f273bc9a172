//! The real plans beside the repository.

use crate::measures::measure;
use coloa_base::SourceText;
use std::path::Path;

/// The least that each measure must reach.
fn least(measure: &str) -> f64 {
    match measure {
        "tasks.f1" => 0.97,
        "obligations.f1" => 0.8,
        _ => 0.95,
    }
}

#[test]
fn real_plans_are_understood_as_a_careful_reader_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans");
    let Ok(gold) = std::fs::read_dir(folder.join("gold")) else {
        println!("plan-score skipped: {} is not there", folder.display());
        return;
    };
    let mut files: Vec<_> = gold
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the folder of labels is empty");
    let mut low = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
        let plan = coloa_plan_parser::parse(&SourceText::plain(&text)).unwrap();
        let measures = measure(&gold, &plan.to_json());
        assert!(measures.len() >= 8);
        for (key, value) in measures {
            println!("plan-score {name} {key} {value:.3}");
            if value < least(key) {
                low.push(format!("{name} {key} {value:.3} < {}", least(key)));
            }
        }
    }
    assert!(low.is_empty(), "below the threshold: {low:#?}");
}
