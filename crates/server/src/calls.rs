//! How this installation calls people, from its configuration.

use crate::{App, post::GatewayPost};
use chrono::Duration;
use coloa_incident::{
    call_out::{
        Gateway, Settings,
        jobs::{SEND, Sender, WATCH, Watch},
    },
    drill::run::{DELIVER, Deliver},
    model::Channel,
};
use coloa_platform::jobs::{Every, Registry};
use std::sync::Arc;

impl App {
    /// Which channels are offered, where links lead, how long an answer is waited for.
    #[must_use]
    pub fn call_settings(&self) -> Settings {
        let config = &self.config.incident;
        let gateway = !config.gateway.url.is_empty();
        let named = |channel: Channel| {
            config
                .gateway
                .channels
                .iter()
                .any(|name| name == channel.as_str())
        };
        let offered = Channel::ALL
            .iter()
            .copied()
            .filter(|c| match c {
                Channel::InApp | Channel::Mail => true,
                Channel::Sms | Channel::Voice => gateway && named(*c),
            })
            .collect();
        Settings {
            public_url: self.config.public_url(),
            offered,
            again: Duration::minutes(config.call_again_minutes.into()),
        }
    }

    pub(crate) fn gateway(&self) -> Option<Arc<dyn Gateway>> {
        let config = &self.config.incident.gateway;
        (!config.url.is_empty()).then(|| Arc::new(GatewayPost::new(config.clone())) as Arc<dyn Gateway>)
    }

    /// Jobs of calls and drills.
    pub(crate) fn register_call_jobs(&self, registry: &mut Registry) {
        let settings = self.call_settings();
        registry.add(
            SEND,
            Sender::new(self.access.clone(), settings.clone(), self.gateway()),
        );
        registry.add(WATCH, Watch::new(self.access.clone(), settings));
        registry.periodic(WATCH, Every::Minutes(1));
        registry.add(DELIVER, Deliver::new(self.cases.clone()));
        registry.periodic(DELIVER, Every::Minutes(1));
    }
}
