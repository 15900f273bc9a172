//! What the disk of a front says of citizens: nothing.

use super::front::{ADDRESS, FILE, FILE_NAME, NAME, NARRATIVE, PHONE, front_config, pair, round};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_hotline::{code::Code, model::Part, store};
use std::path::Path;

/// All that is below a folder, in one piece.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend_from_slice(path.display().to_string().as_bytes());
        if path.is_dir() {
            bytes.extend(all_bytes(&path));
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let found = |needle: &[u8]| coloa_testkit::holds(bytes, needle);
    // As it is, and as it would be carried in JSON: in Base64, wherever its beginning falls.
    found(text.as_bytes())
        || (0..3).any(|skip| {
            let whole = &text.as_bytes()[skip..];
            found(STANDARD.encode(&whole[..whole.len() / 3 * 3]).as_bytes())
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disk_of_the_front_says_nothing_of_anybody() {
    let (folder, _, front, world) = pair().await;
    round(&world).await;
    let code = front.report(NARRATIVE).await.unwrap();
    let reply = "Cảm ơn, tôi đã gọi ngân hàng rồi";
    let page = front.follow(&code).await;
    let ticket = page.between("name=\"ticket\" value=\"", "\"");
    let fields = [("code", code.as_str()), ("ticket", &ticket), ("narrative", reply)];
    let sent = front.post("/cong-dan/theo-doi/gui", &fields, &[]).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert_eq!(front.waiting().await, 2);

    let bare = code.replace('-', "");
    let secrets = [
        NARRATIVE, NAME, PHONE, ADDRESS, FILE_NAME, FILE, reply, &code, &bare,
    ];
    let look = |when: &str| {
        let bytes = all_bytes(&front_config(folder.path()).data_dir);
        for secret in secrets {
            assert!(!holds(&bytes, secret), "{secret}: {when}");
        }
        // What everybody may read is there: the search finds what there is.
        assert!(holds(&bytes, &world.app.config.installation.name));
        assert!(holds(&bytes, Part::Narrative.as_str()) == (when == "while it waits"));
    };
    look("while it waits");
    let taken = round(&world).await;
    assert_eq!((taken.taken, taken.refused), (2, 0));
    // It came whole: the core reads what the front could not.
    let opener = world.app.hotline.opener().unwrap();
    let mailbox = Code::parse(&code).unwrap().mailbox();
    let row = store::report::by_mailbox(world.app.db.reader(), &mailbox.to_string())
        .await
        .unwrap()
        .unwrap();
    let messages = store::message::of_report(world.app.db.reader(), row.id)
        .await
        .unwrap();
    let read = coloa_hotline::service::open_message(&opener, &messages[0]).unwrap();
    assert_eq!((read.as_str(), row.files, row.has_identity), (reply, 1, true));
    front.stop().await;
    look("after it was fetched and the front was stopped");
}
