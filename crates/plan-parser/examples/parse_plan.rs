//! Prints what is understood of a text file: `cargo run -p coloa-plan-parser --example parse_plan FILE`.
//! A `.json` file is taken as a `SourceText`.
#![allow(clippy::print_stdout)]

use coloa_base::SourceText;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: parse_plan FILE")?;
    let text = std::fs::read_to_string(&path)?;
    let source = if path.ends_with(".json") {
        serde_json::from_str(&text)?
    } else {
        SourceText::plain(&text)
    };
    let plan = coloa_plan_parser::parse(&source)?;
    println!("{}", serde_json::to_string_pretty(&plan.to_json())?);
    Ok(())
}
