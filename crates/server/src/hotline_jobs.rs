//! Background jobs of the hotline.

use crate::App;
use coloa_hotline::{
    Hotline, HotlineError, erase, intake,
    jobs::{FORGET, Forget, REMIND, RING, RING_OUT, Remind, Ring, RingOuter},
    keys,
    notice::review,
    subscription::{self, Send as SendNotice, Tidy},
    trust, verdict,
};
use coloa_platform::jobs::{Every, Handler, JobError, JobRow, Registry};
use std::{future::Future, pin::Pin};

impl App {
    pub(crate) fn register_hotline_jobs(&self, registry: &mut Registry) {
        let hotline = || self.hotline.clone();
        let settings = self.call_settings();
        registry.add(RING, Ring::new(hotline(), settings.clone()));
        registry.periodic(RING, Every::Minutes(1));
        registry.add(RING_OUT, RingOuter::new(hotline(), settings, self.gateway()));
        registry.add(REMIND, Remind::new(hotline()));
        registry.periodic(REMIND, Every::Minutes(5));
        registry.add(FORGET, Forget::new(hotline()));
        registry.periodic(FORGET, Every::Minutes(60));
        registry.add(subscription::SEND, SendNotice(hotline()));
        registry.add(subscription::TIDY, Tidy(hotline()));
        registry.periodic(subscription::TIDY, Every::DayAt(3));
        for (kind, work, every) in [
            ("hotline.keys", Work::Keys, Every::Minutes(1)),
            ("hotline.review", Work::Review, Every::Minutes(1)),
            ("hotline.expire", Work::Expire, Every::Minutes(10)),
            ("hotline.erase", Work::Erase, Every::DayAt(2)),
        ] {
            registry.add(kind, Chore(hotline(), work));
            registry.periodic(kind, every);
        }
    }
}

#[derive(Clone, Copy)]
enum Work {
    /// Follows the keys, and opens what came in while they were missing.
    Keys,
    /// Takes notices out of the public that name what they may no longer name.
    Review,
    /// Ends warnings and proofs whose time is over.
    Expire,
    /// Erases reports whose term is over.
    Erase,
}

struct Chore(Hotline, Work);

impl Chore {
    async fn work(&self) -> Result<(), HotlineError> {
        let hotline = &self.0;
        match self.1 {
            Work::Keys => {
                keys::change::follow(hotline).await?;
                match intake::open_waiting(hotline).await {
                    // Said already; it waits.
                    Ok(_) | Err(HotlineError::KeyLost) => {}
                    Err(e) => return Err(e),
                }
            }
            Work::Review => {
                review::due(hotline).await?;
            }
            Work::Expire => {
                verdict::expire(hotline).await?;
                trust::expire(hotline).await?;
            }
            Work::Erase => {
                erase::due(hotline).await?;
            }
        }
        Ok(())
    }
}

impl Handler for Chore {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.work().await?) })
    }
}
