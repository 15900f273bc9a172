//! Any bytes as the text of a plan: no panic, and what is found stands in the text.
//! `cargo +nightly fuzz run plan_parser fuzz/corpus/plan_parser fuzz/seeds/plan_parser`
#![no_main]

use coloa_base::SourceText;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let source = SourceText::plain(&String::from_utf8_lossy(data));
    if let Ok(plan) = coloa_plan_parser::parse(&source) {
        for task in &plan.tasks {
            assert!(source.text.get(task.span.bytes.clone()).is_some());
        }
        let _ = plan.to_json();
    }
});
