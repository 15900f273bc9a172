//! Codes that are guessed from many networks at once: hardly any of them is looked up, and none opens anything.

use super::*;
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

/// What came of the guesses of one network.
#[derive(Debug, Default)]
struct Tried {
    opened: u32,
    nothing: u32,
    must_wait: u32,
}

impl std::ops::AddAssign for Tried {
    fn add_assign(&mut self, other: Self) {
        self.opened += other.opened;
        self.nothing += other.nothing;
        self.must_wait += other.must_wait;
    }
}

async fn guess(portal: PortalState, network: Network, seed: u64, guesses: u32) -> Tried {
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut tried = Tried::default();
    for _ in 0..guesses {
        // Well formed, with the right check character: nobody wastes a guess on what cannot be a code.
        let written = Code::random(&mut rng).to_string();
        match portal.try_code(network, &written).await {
            Ok(_) => tried.opened += 1,
            Err(NotOpened::Nothing) => tried.nothing += 1,
            Err(NotOpened::Wait(_)) => tried.must_wait += 1,
            Err(NotOpened::Front(e)) => panic!("{e}"),
        }
    }
    tried
}

/// Two hundred networks with five thousand guesses each. A look-up takes its quarter of a second however fast it is, so what
/// keeps this test short is what it is about: those that must wait are answered without one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_million_guesses_none_opens_anything_and_few_are_looked_up() {
    const NETWORKS: u32 = 200;
    const EACH: u32 = 5_000;
    const MEASURE: u32 = 10;
    let mut rng = SmallRng::seed_from_u64(75);
    let codes: Vec<Code> = (0..50).map(|_| Code::random(&mut rng)).collect();
    let front = Arc::new(Mailboxes::of(&codes));
    let portal = portal(&front, MEASURE);

    let mut guessing = tokio::task::JoinSet::new();
    for n in 0..NETWORKS {
        guessing.spawn(guess(portal.clone(), Network::V4(n), u64::from(n), EACH));
    }
    let mut all = Tried::default();
    while let Some(tried) = guessing.join_next().await {
        all += tried.unwrap();
    }
    assert_eq!(all.opened, 0);
    assert_eq!(all.nothing, NETWORKS * MEASURE);
    assert_eq!(all.must_wait, NETWORKS * (EACH - MEASURE));
    // To whoever must wait the front says nothing, since it is not asked: neither of wrong codes nor of right ones.
    let looked_up = || front.looked_up.load(Ordering::Relaxed);
    assert_eq!(looked_up(), NETWORKS * MEASURE);
    let right = codes[0].to_string();
    let from = |network: u32| portal.try_code(Network::V4(network), &right);
    assert!(matches!(from(0).await, Err(NotOpened::Wait(_))));
    assert_eq!(looked_up(), NETWORKS * MEASURE);
    // Whoever holds the code, and guessed nothing, is not kept waiting by those who did.
    assert!(matches!(from(NETWORKS).await, Ok(Opened::Content(_))));
}
