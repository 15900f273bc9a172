//! How near a parsed plan is to its labels: items are paired by shared words, then their fields are compared.

use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// Lower case, signs as spaces (letters, digits, `_`, `/`, `%`, `-` stay).
pub fn fold(text: &str) -> String {
    let text = coloa_base::text::nfc(text).to_lowercase();
    let kept: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "_/%-".contains(c) {
                c
            } else {
                ' '
            }
        })
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn string(v: &Value) -> String {
    v.as_str().map(fold).unwrap_or_default()
}

fn bag(text: &str) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for w in fold(text).split(' ').filter(|w| !w.is_empty()) {
        *out.entry(w.to_string()).or_default() += 1;
    }
    out
}

/// Share of common words, counted with repetition.
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (bag(a), bag(b));
    let total: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    if total == 0 {
        return 1.0;
    }
    let common: usize = a
        .iter()
        .map(|(w, n)| (*n).min(b.get(w).copied().unwrap_or(0)))
        .sum();
    2.0 * common as f64 / total as f64
}

fn list<'a>(v: &'a Value, key: &str) -> &'a [Value] {
    v[key].as_array().map_or(&[], Vec::as_slice)
}

/// Greedy one-to-one pairing, most alike first, from 0.85 on.
fn pair<'a>(gold: &'a [Value], found: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let mut all = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            let s = likeness(g["text"].as_str().unwrap_or(""), f["text"].as_str().unwrap_or(""));
            if s >= 0.85 {
                all.push((s, i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut gs, mut fs, mut out) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (_, i, j) in all {
        if gs.contains(&i) || fs.contains(&j) {
            continue;
        }
        gs.insert(i);
        fs.insert(j);
        out.push((&gold[i], &found[j]));
    }
    out
}

fn f1(gold: usize, found: usize, hit: usize) -> Option<f64> {
    match (gold, found) {
        (0, 0) => None,
        (0, _) | (_, 0) => Some(0.0),
        _ => Some(2.0 * hit as f64 / (gold + found) as f64),
    }
}

fn share(values: impl IntoIterator<Item = bool>) -> Option<f64> {
    let values: Vec<bool> = values.into_iter().collect();
    (!values.is_empty()).then(|| values.iter().filter(|v| **v).count() as f64 / values.len() as f64)
}

fn names(v: &Value) -> BTreeSet<String> {
    v.as_array()
        .into_iter()
        .flatten()
        .map(|e| string(&e["agency"]))
        .collect()
}

fn scopes(v: &Value) -> HashMap<String, String> {
    v.as_array()
        .into_iter()
        .flatten()
        .filter(|e| e["scope"].is_string())
        .map(|e| (string(&e["agency"]), string(&e["scope"])))
        .collect()
}

fn same_time(g: &Value, f: &Value) -> bool {
    let kind = |v: &Value| v["kind"].as_str().unwrap_or("none").to_string();
    kind(g) == kind(f) && ["from", "to"].iter().all(|k| g[*k].is_null() || g[*k] == f[*k])
}

/// Every measure that the labels have anything for.
pub fn measure(gold: &Value, found: &Value) -> Vec<(&'static str, f64)> {
    let mut out: Vec<(&'static str, Option<f64>)> = Vec::new();
    let (gt, ft) = (list(gold, "tasks"), list(found, "tasks"));
    let tasks = pair(gt, ft);
    out.push(("tasks.f1", f1(gt.len(), ft.len(), tasks.len())));
    out.push((
        "tasks.path",
        share(tasks.iter().map(|(g, f)| g["path"] == f["path"])),
    ));
    out.push((
        "tasks.lead",
        share(tasks.iter().map(|(g, f)| names(&g["lead"]) == names(&f["lead"]))),
    ));
    out.push((
        "tasks.coordinate",
        share(
            tasks
                .iter()
                .map(|(g, f)| names(&g["coordinate"]) == names(&f["coordinate"])),
        ),
    ));
    let mut scope = Vec::new();
    for (g, f) in &tasks {
        for k in ["lead", "coordinate"] {
            let have = scopes(&f[k]);
            scope.extend(scopes(&g[k]).into_iter().map(|(a, s)| have.get(&a) == Some(&s)));
        }
    }
    out.push(("tasks.scope", share(scope)));
    out.push((
        "tasks.timeframe",
        share(
            tasks
                .iter()
                .map(|(g, f)| same_time(&g["timeframe"], &f["timeframe"])),
        ),
    ));
    let (gt, ft) = (list(gold, "targets"), list(found, "targets"));
    let targets = pair(gt, ft);
    out.push(("targets.f1", f1(gt.len(), ft.len(), targets.len())));
    out.push((
        "targets.horizon",
        share(targets.iter().map(|(g, f)| g["horizon"] == f["horizon"])),
    ));
    out.push((
        "targets.metric",
        share(
            targets
                .iter()
                .filter(|(g, _)| !g["metric"].is_null())
                .map(|(g, f)| {
                    g["metric"]["value"].as_f64() == f["metric"]["value"].as_f64()
                        && string(&g["metric"]["unit"]) == string(&f["metric"]["unit"])
                }),
        ),
    ));
    let (ga, fa) = (list(gold, "assignments"), list(found, "assignments"));
    let assigned = pair(ga, fa);
    out.push(("assignments.f1", f1(ga.len(), fa.len(), assigned.len())));
    out.push((
        "assignments.agency",
        share(
            assigned
                .iter()
                .map(|(g, f)| string(&g["agency"]) == string(&f["agency"])),
        ),
    ));
    let key = |o: &Value| {
        (
            string(&o["path"]),
            o["due"].to_string(),
            o["recurrence"].to_string(),
        )
    };
    let (go, fo) = (list(gold, "obligations"), list(found, "obligations"));
    let mut left: Vec<_> = fo.iter().map(key).collect();
    let mut hit = 0;
    for o in go {
        if let Some(at) = left.iter().position(|f| *f == key(o)) {
            left.swap_remove(at);
            hit += 1;
        }
    }
    out.push(("obligations.f1", f1(go.len(), fo.len(), hit)));
    let (gd, fd) = (&gold["document"], &found["document"]);
    let cited: BTreeSet<String> = list(fd, "cites").iter().map(string).collect();
    out.push((
        "document.cites",
        share(list(gd, "cites").iter().map(|c| cited.contains(&string(c)))),
    ));
    let (gr, fr) = (list(gd, "recipients"), list(fd, "recipients"));
    let recipients = if gr.len() == fr.len() {
        share(
            gr.iter()
                .zip(fr)
                .map(|(g, f)| likeness(g.as_str().unwrap_or(""), f.as_str().unwrap_or("")) >= 0.85),
        )
    } else {
        Some(0.0)
    };
    out.push(("document.recipients", recipients));
    out.push((
        "document.signer",
        Some(f64::from(u8::from(
            string(&gd["signer"]["name"]) == string(&fd["signer"]["name"]),
        ))),
    ));
    out.into_iter().filter_map(|(k, v)| v.map(|v| (k, v))).collect()
}
