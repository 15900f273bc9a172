//! A million guessed codes against mailboxes that are there: of reports, and of objections. That whoever guesses must wait is
//! the portal's (`crates/server/src/routes/hotline/public/follow`); here nobody is held up, and still nothing is found.

use crate::support::{Draft, World};
use coloa_hotline::{
    code::{self, Code, CodeError, Mailbox},
    direct::Direct,
    envelope::{EnvelopeKind, Letter},
    front::Front as _,
    store::mailbox,
};
use coloa_testkit::{TestDb, store_suite};
use rand::{SeedableRng, rngs::SmallRng};
use std::collections::HashSet;
use uuid::Uuid;

/// A guess takes some thirty microseconds, most of them for its key pair: of a million, half a minute of one core.
const GUESSES: u64 = 1_000_000;
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

store_suite!(codes_near_to_real_ones_open_nothing => near);

/// Reports and objections, and the codes that open what is answered to them.
async fn filed(world: &World) -> Vec<Code> {
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(world.file_report(Draft::default()).await.code);
    }
    for _ in 0..2 {
        let code = Code::random(&mut rand::rng());
        let letter = Letter {
            form: Some(Draft::default().form),
            narrative: "Số này tôi mới mua, chưa gọi cho ai.".to_owned(),
            ..Letter::default()
        };
        world.hand_in(EnvelopeKind::Contest, &code, &letter).await;
        codes.push(code);
    }
    codes
}

/// All mailboxes that the store holds.
async fn held(world: &World) -> HashSet<Mailbox> {
    let (db, start) = (
        world.access.db().reader(),
        (chrono::DateTime::UNIX_EPOCH, Uuid::nil()),
    );
    let mut filled = mailbox::of_reports(db, start, 1000).await.unwrap();
    filled.extend(mailbox::of_contests(db, start, 1000).await.unwrap());
    filled
        .iter()
        .map(|f| Mailbox::parse(&f.mailbox).unwrap())
        .collect()
}

/// As somebody types it: well formed, with the check character that belongs to it.
fn guesses(seed: u64, number: u64) -> impl Iterator<Item = String> {
    let mut rng = SmallRng::seed_from_u64(seed);
    (0..number).map(move |_| Code::random(&mut rng).to_string())
}

/// The front finds a mailbox by the hash of a key that comes of the code, equal or not at all. So that a million fit into a test, all of them are
/// held against what the store holds, and some more are asked of the front itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_guessed_codes_open_nothing() {
    const HALVES: u64 = 2;
    const ASKED: u64 = 2_000;
    let world = World::on(TestDb::sqlite()).await;
    let codes = filed(&world).await;
    let held = held(&world).await;
    let front = Direct::new(world.hotline.clone());
    // What is there is found both ways.
    assert_eq!(held.len(), codes.len());
    for code in &codes {
        let written = Code::parse(&code.to_string()).unwrap();
        assert!(held.contains(&written.mailbox()));
        assert!(front.mailbox(&written.mailbox()).await.unwrap().is_some());
    }
    let opens = |written: &String| {
        let guessed = Code::parse(written).unwrap();
        held.contains(&guessed.mailbox())
    };
    let opened: Vec<String> = std::thread::scope(|threads| {
        let halves: Vec<_> = (0..HALVES)
            .map(|seed| {
                threads.spawn(move || guesses(seed, GUESSES / HALVES).filter(opens).collect::<Vec<_>>())
            })
            .collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(opened.is_empty(), "{opened:?}");
    for written in guesses(HALVES, ASKED) {
        let (mailbox, _) = code::lookup(&written);
        assert_eq!(front.mailbox(&mailbox).await.unwrap(), None, "{written}");
    }
}

/// Whoever saw a code over a shoulder and misses one character of it has 31 to try, each with its check character; what is
/// short of one is no code and opens nothing either.
async fn near(db: TestDb) {
    let world = World::on(db).await;
    let codes = filed(&world).await;
    let held = held(&world).await;
    let front = Direct::new(world.hotline.clone());
    let mut asked = 0;
    for code in &codes {
        let right: Vec<char> = code.to_string().replace('-', "").chars().collect();
        for place in [0, 7, 14] {
            for other in ALPHABET.iter().filter(|c| **c != right[place]) {
                let mut near = right.clone();
                near[place] = *other;
                let written: String = near.iter().collect();
                assert_eq!(Code::parse(&written), Err(CodeError::Check), "one is mistyped");
                let checked = ALPHABET.iter().find_map(|last| {
                    *near.last_mut().unwrap() = *last;
                    Code::parse(&near.iter().collect::<String>()).ok()
                });
                let mailbox = checked.unwrap().mailbox();
                assert!(!held.contains(&mailbox));
                asked += 1;
                if asked % 10 == 0 {
                    assert_eq!(front.mailbox(&mailbox).await.unwrap(), None);
                }
            }
        }
    }
    assert_eq!(asked, codes.len() * 3 * 31);
    // All that is no code is looked up as one and the same, which belongs to nobody.
    let right = codes[0].to_string();
    let mistyped = if right.ends_with('0') { "1" } else { "0" };
    for written in [
        String::new(),
        "*".repeat(16),
        right[..18].to_owned(),
        format!("{}{mistyped}", &right[..18]),
        format!("{right}0"),
    ] {
        let (mailbox, _) = code::lookup(&written);
        assert_eq!(mailbox, code::lookup("").0);
        assert_eq!(front.mailbox(&mailbox).await.unwrap(), None, "{written}");
    }
}
