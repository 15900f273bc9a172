//! What people of the sample do to a report, one step each, through the services.

use super::Seed;
use crate::routes::hotline::transfer::Office;
use chrono::{DateTime, Utc};
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    code::Code,
    entity::report,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::{Form, Identity},
    inbox::{
        self, detail,
        work::{self, Close},
    },
    intake::{self, NewReport},
    mention::Said,
    message,
    model::Outcome,
    redaction,
    transfer::{self, Acknowledgement, NewCall, NewTransfer, Sending},
};
use uuid::Uuid;

/// How a report went to the investigation agency; moments in minutes ago.
pub(super) struct PassedOn {
    /// By phone first.
    pub(super) called: Option<i64>,
    pub(super) sent: i64,
    pub(super) number: &'static str,
    /// When, under which number, by whom.
    pub(super) acknowledged: Option<(i64, &'static str, &'static str)>,
}

impl Seed<'_> {
    /// Hands in what a citizen wrote.
    pub(super) async fn hand_in(
        &self,
        kind: EnvelopeKind,
        at: DateTime<Utc>,
        code: &Code,
        letter: &Letter,
    ) -> Result<Uuid, HotlineError> {
        let id = Uuid::now_v7();
        let mut envelope = Envelope::seal(&self.hotline.sealer(), id, kind, at, code, letter)?;
        // Each from a network of its own.
        envelope.network = Some(Uuid::new_v4().simple().to_string());
        intake::take_in(self.hotline, envelope).await?;
        Ok(id)
    }

    /// A report over the portal.
    pub(super) async fn online(
        &self,
        minutes: i64,
        form: Form,
        words: &str,
        who: Identity,
    ) -> Result<Uuid, HotlineError> {
        let letter = Letter {
            form: Some(form),
            narrative: words.to_owned(),
            identity: who,
            attachments: Vec::new(),
        };
        let code = Code::random(&mut rand::rng());
        self.hand_in(EnvelopeKind::Report, self.ago(minutes), &code, &letter)
            .await
    }

    /// A report that the intake officer writes down for who phones or comes.
    pub(super) async fn written_down(
        &self,
        desk: Uuid,
        minutes: i64,
        form: Form,
        words: &str,
        who: Identity,
    ) -> Result<report::Model, HotlineError> {
        let new = NewReport {
            desk,
            form,
            narrative: words.to_owned(),
            identity: who,
            attachments: Vec::new(),
            received_at: Some(self.ago(minutes)),
        };
        let (row, _) = intake::file(self.hotline, &self.cast.intake, new).await?;
        Ok(row)
    }

    /// The intake officer takes a report and reads it.
    pub(super) async fn take(&self, id: Uuid) -> Result<report::Model, HotlineError> {
        let row = detail::read(self.hotline, &self.cast.intake, id).await?.line.row;
        let row = work::take(self.hotline, &self.cast.intake, id, row.version).await?;
        inbox::content::open(self.hotline, &self.cast.intake, id, "").await?;
        Ok(row)
    }

    pub(super) async fn classified(
        &self,
        row: report::Model,
        kind: &str,
    ) -> Result<report::Model, HotlineError> {
        let draft = Classify {
            kind: kind.to_owned(),
            ..Classify::default()
        };
        classify::classify(self.hotline, &self.cast.intake, row.id, row.version, &draft).await
    }

    /// The copy that is searched, and what of the report joins it to others.
    pub(super) async fn confirmed(
        &self,
        row: report::Model,
        copy: &str,
        mentions: &[Said],
    ) -> Result<report::Model, HotlineError> {
        let actor = &self.cast.intake;
        let row = redaction::confirm_mentions(self.hotline, actor, row.id, row.version, mentions).await?;
        redaction::confirm(self.hotline, actor, row.id, row.version, copy).await
    }

    pub(super) async fn answered(
        &self,
        row: report::Model,
        text: &str,
    ) -> Result<report::Model, HotlineError> {
        message::answer(self.hotline, &self.cast.intake, row.id, row.version, text).await
    }

    pub(super) async fn closed(
        &self,
        row: report::Model,
        outcome: Outcome,
        reason: &str,
        message: &str,
    ) -> Result<report::Model, HotlineError> {
        let how = Close {
            outcome,
            reason: reason.to_owned(),
            message: message.to_owned(),
        };
        work::close(self.hotline, &self.cast.intake, row.id, row.version, &how).await
    }

    /// Begins a transfer to the police of the province.
    pub(super) async fn begin_transfer(
        &self,
        row: report::Model,
        is_urgent: bool,
    ) -> Result<report::Model, HotlineError> {
        let draft = NewTransfer {
            recipient: "investigation_agency".to_owned(),
            recipient_agency: Some(self.places.police.uuid()),
            recipient_name: String::new(),
            is_urgent,
        };
        transfer::create(self.hotline, &self.cast.intake, row.id, row.version, &draft).await
    }

    /// The newest transfer of a report: its id and version.
    async fn transfer_of(&self, report: Uuid) -> Result<(Uuid, i32), HotlineError> {
        let detail = detail::read(self.hotline, &self.cast.intake, report).await?;
        let found = detail.transfers.iter().max_by_key(|t| (t.created_at, t.id));
        found.map(|t| (t.id, t.version)).ok_or(HotlineError::NotFound)
    }

    pub(super) async fn passed_on(
        &self,
        row: report::Model,
        how: &PassedOn,
    ) -> Result<report::Model, HotlineError> {
        let (hotline, actor) = (self.hotline, &self.cast.intake);
        let row = self.begin_transfer(row, how.called.is_some()).await?;
        let (id, version) = self.transfer_of(row.id).await?;
        if let Some(minutes) = how.called {
            let call = NewCall {
                transfer: Some(id),
                called_at: self.ago(minutes),
                to_name: "Trực ban hình sự Công an tỉnh".to_owned(),
                spoke_with: "Cán bộ trực ban (mẫu)".to_owned(),
                is_reached: true,
                note: "Đã đọc số tài khoản nhận và giờ chuyển; trực ban liên hệ ngân hàng.".to_owned(),
            };
            transfer::call(hotline, actor, row.id, row.version, &call).await?;
        }
        let sending = Sending {
            document_number: how.number.to_owned(),
            sent_at: self.ago(how.sent),
            sent_how: "Trục liên thông văn bản".to_owned(),
        };
        let mut row = transfer::send(hotline, actor, &Office(self.app), id, version, &sending).await?;
        if let Some((minutes, number, person)) = how.acknowledged {
            let (id, version) = self.transfer_of(row.id).await?;
            let draft = Acknowledgement {
                number: number.to_owned(),
                at: self.ago(minutes),
                person: person.to_owned(),
            };
            row = transfer::acknowledge(hotline, actor, id, version, &draft).await?;
        }
        Ok(row)
    }
}
