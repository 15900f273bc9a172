//! Codes that are guessed: none opens anything, each makes the next one slower, and whoever holds one gets in all the same.

use super::*;
use crate::routes::hotline::public::guard::LONGEST;
use coloa_base::FixedClock;
use coloa_hotline::{
    code::Mailbox,
    envelope::{Envelope, Sealer},
    front::{Front, HandedIn},
};
use coloa_platform::hotline_config::HotlineConfig;
use rand::{SeedableRng, rngs::SmallRng};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
};

/// A front with mailboxes alone, that counts how often one is looked for.
#[derive(Debug, Default)]
struct Mailboxes {
    filled: HashMap<String, Vec<u8>>,
    looked_up: AtomicU32,
}

impl Mailboxes {
    fn of(codes: &[Code]) -> Self {
        let filled = |code: &Code| {
            let content = MailboxContent {
                about: EnvelopeKind::Report,
                received_at: chrono::DateTime::UNIX_EPOCH,
                updated_at: chrono::DateTime::UNIX_EPOCH,
                state: ReportState::Received.to_string(),
                held_by: String::new(),
                receipt_number: String::new(),
                topic: "14".to_owned(),
                messages: Vec::new(),
                files: 0,
                is_over: false,
            };
            let mailbox = code.mailbox();
            let sealed = content.seal(&mailbox, code.reply_key().public());
            (mailbox.to_string(), sealed)
        };
        Self {
            filled: codes.iter().map(filled).collect(),
            looked_up: AtomicU32::new(0),
        }
    }
}

#[async_trait::async_trait]
impl Front for Mailboxes {
    async fn sealer(&self) -> Result<Sealer, FrontError> {
        Err(FrontError::NoKey)
    }
    async fn hand_in(&self, _: Envelope) -> Result<HandedIn, FrontError> {
        Err(FrontError::Full)
    }
    async fn mailbox(&self, mailbox: &Mailbox) -> Result<Option<Vec<u8>>, FrontError> {
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        Ok(self.filled.get(&mailbox.to_string()).cloned())
    }
    async fn published(&self) -> Result<Arc<Published>, FrontError> {
        Err(FrontError::NoKey)
    }
}

fn portal(front: &Arc<Mailboxes>, wrong_codes_per_hour: u32) -> PortalState {
    let mut config = HotlineConfig::default();
    config.portal.wrong_codes_per_hour = wrong_codes_per_hour;
    let clock = FixedClock::at(chrono::DateTime::UNIX_EPOCH);
    PortalState::new(
        front.clone(),
        Arc::new(clock),
        &config,
        "Trung tâm mẫu",
        "https://cong.tinh.example",
        [7; 32],
    )
}

/// As somebody types it: well formed, with the right check character, since nobody wastes a guess on what cannot be a code.
fn guesses(seed: u64, number: usize) -> impl Iterator<Item = String> {
    let mut rng = SmallRng::seed_from_u64(seed);
    (0..number).map(move |_| Code::random(&mut rng).to_string())
}

/// Without the pace, which is what keeps guessers from as many: a million of them are held against stored mailboxes in
/// `crates/hotline/tests/all/guess.rs`.
#[tokio::test]
async fn guessed_codes_open_nothing_and_right_ones_what_is_theirs() {
    const GUESSES: usize = 5_000;
    let mut rng = SmallRng::seed_from_u64(75);
    let codes: Vec<Code> = (0..50).map(|_| Code::random(&mut rng)).collect();
    let front = Arc::new(Mailboxes::of(&codes));
    let portal = portal(&front, 20);
    for written in guesses(1, GUESSES) {
        let opened = portal.open_at_once(&written).await.unwrap();
        assert!(matches!(opened, Opened::Nothing), "{written}");
    }
    for code in &codes {
        let opened = portal.open_at_once(&code.to_string()).await.unwrap();
        assert!(matches!(opened, Opened::Content(_)));
    }
    let looked_up = front.looked_up.load(Ordering::Relaxed);
    assert_eq!(looked_up, u32::try_from(GUESSES + codes.len()).unwrap());
}

#[tokio::test]
async fn a_right_code_opens_on_a_line_on_which_others_guess() {
    const LINE: Network = Network::V4(1);
    let code = Code::random(&mut SmallRng::seed_from_u64(75));
    let front = Arc::new(Mailboxes::of(std::slice::from_ref(&code)));
    let portal = portal(&front, 1);
    let tried = async |network: Network, written: &str| {
        let begun = Instant::now();
        let tried = portal.wait_to_try(network).await;
        let waits = tried.wait;
        let opened = portal.try_code(tried, written).await;
        assert!(begun.elapsed() >= waits + PACE, "{waits:?}");
        (waits.as_millis(), opened)
    };
    for (written, expected) in guesses(2, 3).zip([0, 250, 500]) {
        let (waits, opened) = tried(LINE, &written).await;
        assert_eq!(waits, expected);
        assert!(matches!(opened, Err(NotOpened::Nothing)));
    }
    // As late as a wrong one would be, and it counts for nothing.
    for _ in 0..2 {
        let (waits, opened) = tried(LINE, &code.to_string()).await;
        assert_eq!(waits, 1_000);
        assert!(matches!(opened, Ok(Opened::Content(_))));
    }
    let (waits, opened) = tried(Network::V4(2), &code.to_string()).await;
    assert_eq!(waits, 0);
    assert!(matches!(opened, Ok(Opened::Content(_))));
    // However many were tried, it is a matter of seconds.
    for _ in 0..1_000 {
        let _ = portal.guard.code(LINE, portal.now());
    }
    assert_eq!(portal.guard.code(LINE, portal.now()).wait, LONGEST);
}
