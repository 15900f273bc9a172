//! The embedded ones, those of an installation, and what is refused.

use super::*;
use std::collections::BTreeMap;

const SMALL: &str = "id: mat_dien
title: Mất điện
title_en: Power cut
groups: [other]
when_to_use: Mất điện
first_minutes: { do: [Gọi], do_not: [Chờ] }
steps:
  - { id: goi, phase: verify, title: Gọi, text: Gọi điện lực, side: agency, due_minutes: 10, who: Trực, law: [normal/1a] }
  - { id: bat, phase: recover, title: Bật, text: Bật máy phát, side: agency, after_previous: 20, who: Trực }
done_when: [Có điện]
";

fn fault(text: &str) -> String {
    parse("x.yaml", text).unwrap_err().to_string()
}

#[test]
fn the_embedded_playbooks_are_complete() {
    let all = Playbooks::builtin();
    assert!(all.all().len() >= 10);
    for playbook in all.all() {
        let phases: BTreeSet<Phase> = playbook.steps.iter().map(|s| s.phase).collect();
        let missing: Vec<_> = Phase::ALL.iter().filter(|p| !phases.contains(p)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", playbook.id);
        assert!(
            playbook.steps.iter().all(|s| s.due_minutes.is_some()),
            "{}",
            playbook.id
        );
        assert!(
            playbook.steps.iter().any(|s| s.side == Side::Centre),
            "{}: the centre does nothing",
            playbook.id
        );
        assert!(playbook.injects.len() >= 2, "{}", playbook.id);
        let measured = playbook.injects.iter().filter(|i| i.expects.is_some());
        assert!(measured.count() >= 2, "{}", playbook.id);
        assert!(!playbook.law.is_empty(), "{}", playbook.id);
    }
}

#[test]
fn every_file_of_the_folder_is_embedded_under_its_id() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("playbooks");
    let on_disk: BTreeSet<String> = files(&folder)
        .unwrap()
        .iter()
        .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let embedded: BTreeSet<String> = OWN.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(on_disk, embedded);
    let all = Playbooks::builtin();
    for (file, playbook) in OWN.iter().zip(all.all()) {
        assert_eq!(file.0, format!("{}.yaml", playbook.id));
    }
}

#[test]
fn every_group_but_the_rest_has_a_playbook() {
    let all = Playbooks::builtin();
    for group in LawBook::builtin().incident_groups.iter() {
        if group.body.kind == "group" {
            assert!(
                all.of_group(&group.body.code).next().is_some(),
                "{}",
                group.body.code
            );
        }
    }
}

#[test]
fn no_playbook_names_an_instrument_of_law() {
    for (file, text) in OWN {
        let words = [
            "Nghị định",
            "Thông tư",
            "Quyết định số",
            "Luật số",
            "/NĐ-CP",
            "/TT-",
        ];
        let articles = (0..10).flat_map(|n| [format!("Điều {n}"), format!("điều {n}")]);
        for word in words.map(str::to_owned).into_iter().chain(articles) {
            assert!(!text.contains(&word), "{file} says {word}");
        }
    }
}

#[test]
fn terms_after_the_step_before_are_counted_from_the_detection() {
    let playbook = parse("x.yaml", SMALL).unwrap();
    let due: BTreeMap<_, _> = playbook
        .steps
        .iter()
        .map(|s| (s.id.as_str(), s.due_minutes))
        .collect();
    assert_eq!(due, BTreeMap::from([("goi", Some(10)), ("bat", Some(30))]));
}

#[test]
fn an_installation_adds_its_own_and_replaces_ours() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("a.yaml", SMALL);
    put("b.YML", &SMALL.replace("mat_dien", "ransomware"));
    put("doc.txt", "không phải kịch bản");
    let all = Playbooks::load(folder.path()).unwrap();
    assert_eq!(all.all().len(), Playbooks::builtin().all().len() + 1);
    assert_eq!(all.find("mat_dien").unwrap().title, "Mất điện");
    assert_eq!(all.find("ransomware").unwrap().title, "Mất điện");
    // Two files of one id: nobody could tell which one counts.
    put("c.yaml", SMALL);
    let said = Playbooks::load(folder.path()).unwrap_err().to_string();
    assert!(said.contains("c.yaml") && said.contains("mat_dien"), "{said}");
    assert_eq!(
        Playbooks::load(Path::new("")).unwrap().all().len(),
        Playbooks::builtin().all().len()
    );
    let said = Playbooks::load(Path::new("/khong-co")).unwrap_err().to_string();
    assert!(said.contains("/khong-co"), "{said}");
}

#[test]
fn what_is_wrong_is_named_with_file_and_line() {
    let said = fault(&SMALL.replace("when_to_use", "when_to_us"));
    assert!(
        said.contains("x.yaml") && said.contains("line 5") && said.contains("when_to_us"),
        "{said}"
    );
    let said = fault(&SMALL.replace("phase: recover", "phase: dance"));
    assert!(said.contains("line 9") && said.contains("dance"), "{said}");
    let said = fault(&SMALL.replace("who: Trực }", "who: Trực, colour: red }"));
    assert!(said.contains("line 9") && said.contains("colour"), "{said}");
    assert!(fault("id: [").contains("x.yaml"));
    assert!(fault("").contains("x.yaml"));
}

#[test]
fn what_is_wrong_is_named_with_its_step() {
    let steps = |from: &str, to: &str| fault(&SMALL.replace(from, to));
    for (from, to, place) in [
        (
            "normal/1a",
            "normal/99",
            "(steps/goi): there is no step of the law normal/99",
        ),
        (
            "[other]",
            "[weather]",
            "(groups): there is no group of incidents weather",
        ),
        (
            "after_previous: 20",
            "after_previous: 20, due_minutes: 5",
            "(steps/bat): either",
        ),
        ("due_minutes: 10, ", "", "(steps/bat): after_previous"),
        ("id: bat", "id: goi", "(steps/goi): another step"),
        ("id: bat", "id: 'Bật!'", "(steps, number 2): id"),
        ("text: Bật máy phát", "text: ''", "(steps/bat): it is empty"),
        (
            "after_previous: 20",
            "after_previous: 4000000000",
            "(steps/bat): the term",
        ),
        ("[Có điện]", "[]", "(done_when): it is empty"),
        (
            "do_not: [Chờ]",
            "do_not: []",
            "(first_minutes/do_not): it is empty",
        ),
    ] {
        let said = steps(from, to);
        assert!(said.contains(place), "{said}");
    }
    let with = |inject: &str| fault(&format!("{SMALL}injects: [{inject}]\n"));
    assert!(with("{ minute: 1, title: A, text: B, expects: reported }").contains("injects, number 1"));
    assert!(
        with("{ minute: 5, title: A, text: B }, { minute: 4, title: A, text: B }")
            .contains("injects, number 2")
    );
}

#[test]
fn hostile_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.yaml");
    std::fs::write(&path, format!("{SMALL}# {}\n", "x".repeat(MAX_BYTES as usize))).unwrap();
    assert!(matches!(
        Playbooks::load(folder.path()),
        Err(PlaybookError::File { .. })
    ));
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert!(matches!(
        Playbooks::load(folder.path()),
        Err(PlaybookError::File { .. })
    ));
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nid: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
    assert!(fault(bomb).contains("x.yaml"));
}
