//! The register of the sample province: systems at every step of the way from a first assessment to four layers,
//! written through the services that people use. Everything is invented.

use crate::App;
use chrono::{Days, NaiveDate};
use coloa_auth::Actor;
use coloa_base::{AgencyId, Handling};
use coloa_law::SystemFacts;
use coloa_system::{
    SystemError,
    assets::{self, AssetDraft, LinkDraft, RecordDraft, WeaknessDraft},
    controls, dossier, layers, level,
    model::{
        Answer, AssetKind, Direction, Hosting, Origin, Outcome, Paper, PlanStatus, Profile, Reason,
        RecordKind, Severity, State, WeaknessSource,
    },
    service::{self, Draft, Upload},
};
use serde_json::json;
use uuid::Uuid;

/// Writes the register. `agency` finds an agency of the sample by its key.
pub async fn seed(app: &App, agency: impl Fn(&str) -> Option<AgencyId>) -> Result<(), SystemError> {
    let (Some(science), Some(health), Some(centre)) = (agency("SKHCN"), agency("SYT"), agency("TTANM"))
    else {
        return Ok(());
    };
    let seed = Seed {
        app,
        machine: Actor::job("sample"),
        today: app.clock.today(),
    };
    let host = seed.data_centre(science, centre).await?;
    seed.portal(science, centre, host).await?;
    seed.clinic(health, centre, host).await?;
    seed.under_way(health, centre).await
}

struct Seed<'a> {
    app: &'a App,
    machine: Actor,
    today: NaiveDate,
}

/// Facts of a level, as a person would give them.
fn facts(said: serde_json::Value) -> Result<SystemFacts, SystemError> {
    serde_json::from_value(said)
        .map_err(|e| coloa_platform::StoreError::from(std::io::Error::other(e)).into())
}

impl Seed<'_> {
    fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    async fn system(&self, draft: Draft) -> Result<Uuid, SystemError> {
        Ok(service::create(&self.app.access, &self.machine, &draft)
            .await?
            .system
            .id)
    }

    async fn assess(&self, system: Uuid, said: serde_json::Value) -> Result<u8, SystemError> {
        let kept = level::keep(
            &self.app.access,
            &self.machine,
            system,
            facts(said)?,
            Some("R331"),
            self.today,
        )
        .await?;
        Ok(u8::try_from(kept.level).unwrap_or_default())
    }

    async fn layer(&self, system: Uuid, layer: i32, provider: &str, days: u64) -> Result<(), SystemError> {
        let draft = layers::Draft {
            layer,
            provider: provider.to_owned(),
            note: String::new(),
            since: self.ago(days),
            until: self.today.checked_add_days(Days::new(240)),
        };
        layers::add(
            &self.app.access,
            &self.machine,
            system,
            &draft,
            &self.app.files,
            Some(Upload {
                name: format!("minh-chung-lop-{layer}.txt"),
                media_type: "text/plain".to_owned(),
                handling: Handling::Normal,
                content: format!("{provider}: bản mẫu của tỉnh minh họa.").into_bytes(),
            }),
        )
        .await?;
        Ok(())
    }

    async fn asset(
        &self,
        system: Uuid,
        kind: AssetKind,
        name: &str,
        version: &str,
        place: &str,
    ) -> Result<(), SystemError> {
        let draft = AssetDraft {
            kind,
            name: name.to_owned(),
            vendor: String::new(),
            version: version.to_owned(),
            identifier: String::new(),
            place: place.to_owned(),
            purpose: String::new(),
            origin: Origin::Unknown,
            ends_on: None,
            donated: false,
            checked_on: None,
            checked_by: String::new(),
        };
        assets::add_assets(&self.app.access, &self.machine, system, &[draft]).await?;
        Ok(())
    }

    async fn answers(
        &self,
        system: Uuid,
        regime: &str,
        level: u8,
        met: usize,
        common: bool,
    ) -> Result<(), SystemError> {
        let list = coloa_law::LawBook::current().checklist(regime, level, self.today)?;
        let drafts: Vec<_> = controls::items(&list)
            .into_iter()
            .enumerate()
            .take(met + 6)
            .map(|(at, item)| controls::Draft {
                item: item.key,
                answer: match at {
                    at if at < met => Answer::Met,
                    at if at < met + 3 => Answer::Partly,
                    _ => Answer::Unmet,
                },
                note: if at < met {
                    "Đã kiểm tra tại chỗ, có biên bản".to_owned()
                } else {
                    String::new()
                },
                holds_until: None,
                owner: if at < met {
                    String::new()
                } else {
                    "Tổ vận hành".to_owned()
                },
                due_on: (at >= met)
                    .then(|| self.today.checked_add_days(Days::new(45)))
                    .flatten(),
                common,
            })
            .collect();
        controls::answer(&self.app.access, &self.machine, system, regime, level, &drafts).await?;
        Ok(())
    }

    /// Approved years ago, with four layers: what others run in.
    async fn data_centre(&self, owner: AgencyId, watcher: AgencyId) -> Result<Uuid, SystemError> {
        let system = self
            .system(Draft {
                state: State::Running,
                operator: Some(owner),
                unit: Some(watcher),
                hosting: Some(Hosting::OwnRoom),
                sector: Some("information".to_owned()),
                go_live: NaiveDate::from_ymd_opt(2021, 6, 1),
                profile: Some(Profile {
                    purpose: "Đặt máy chủ dùng chung của các cơ quan trong tỉnh".to_owned(),
                    scope: "Toàn tỉnh".to_owned(),
                    served: "Các sở, ban, ngành và xã, phường".to_owned(),
                    regulation: Paper {
                        number: "31/QĐ-SKHCN".to_owned(),
                        on: NaiveDate::from_ymd_opt(2024, 3, 4),
                        by: "Sở Khoa học và Công nghệ".to_owned(),
                    },
                    plan_status: Some(PlanStatus::Full),
                    ..Profile::default()
                }),
                ..Draft::named("Trung tâm dữ liệu tỉnh", owner)
            })
            .await?;
        let said =
            json!({ "types": ["INF"], "information": ["PRV"], "served": "province", "always_on": true });
        let level = self.assess(system, said).await?;
        let decision = dossier::Decision {
            number: "418/QĐ-UBND".to_owned(),
            on: NaiveDate::from_ymd_opt(2024, 5, 20).unwrap_or(self.today),
            by: "Ủy ban nhân dân tỉnh".to_owned(),
            note: "Bản giấy lưu tại Văn phòng Sở Khoa học và Công nghệ".to_owned(),
            file: None,
        };
        let (access, files) = (&self.app.access, &self.app.files);
        dossier::record(
            access,
            &self.machine,
            files,
            system,
            "R85",
            level.max(3),
            decision,
        )
        .await?;
        for (layer, provider) in [
            (1, "Tổ vận hành trung tâm dữ liệu"),
            (2, "Trung tâm An ninh mạng tỉnh"),
            (3, "Trung tâm Kiểm định Bình An"),
            (4, "Trung tâm An ninh mạng tỉnh"),
        ] {
            self.layer(system, layer, provider, 120).await?;
        }
        // Its own list is that of its decision; those that run in it have the newer one.
        for regime in ["R85", "R331"] {
            self.answers(system, regime, 3, 40, true).await?;
        }
        for (name, version, place) in [
            ("Tường lửa lõi", "7.4", "Phòng máy 1"),
            ("Chuyển mạch trung tâm", "17.9", "Phòng máy 1"),
        ] {
            self.asset(system, AssetKind::Device, name, version, place)
                .await?;
        }
        let record = RecordDraft {
            kind: RecordKind::IndependentAssessment,
            done_on: self.ago(200),
            done_by: "Trung tâm Kiểm định Bình An".to_owned(),
            outcome: Outcome::Conditional,
            note: "Còn hai kiến nghị về sao lưu".to_owned(),
            next_on: self.today.checked_add_days(Days::new(165)),
        };
        assets::add_record(access, &self.machine, system, &record, files, None).await?;
        Ok(system)
    }

    /// Assessed, its dossier is sent and waits on the clock of the law.
    async fn portal(&self, owner: AgencyId, appraiser: AgencyId, host: Uuid) -> Result<(), SystemError> {
        let (access, files) = (&self.app.access, &self.app.files);
        let system = self
            .system(Draft {
                operator: Some(owner),
                host_system: Some(host),
                hosting: Some(Hosting::ProvinceCentre),
                sector: Some("government".to_owned()),
                go_live: NaiveDate::from_ymd_opt(2023, 1, 9),
                profile: Some(Profile {
                    purpose: "Tiếp nhận và trả kết quả thủ tục hành chính".to_owned(),
                    served: "Người dân, doanh nghiệp".to_owned(),
                    plan_status: Some(PlanStatus::Some),
                    ..Profile::default()
                }),
                ..Draft::named("Hệ thống thông tin giải quyết thủ tục hành chính tỉnh", owner)
            })
            .await?;
        let said = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "settles_procedures": true,
            "function": "Giải quyết thủ tục hành chính", "subjects_basic": 184_000, "subjects_sensitive": 2_100,
            "counted_on": self.ago(20) });
        let level = self.assess(system, said).await?;
        let draft = dossier::Draft {
            regime: "R331".to_owned(),
            level,
            reason: Reason::First,
            appraiser: Some(appraiser),
            appraiser_name: String::new(),
            note: String::new(),
        };
        let opened = dossier::open(access, &self.machine, system, &draft).await?;
        let id = opened.dossier.id;
        for document in dossier::documents(&opened.dossier, self.today) {
            let upload = Upload {
                name: format!("{}.txt", document.body.id),
                media_type: "text/plain".to_owned(),
                handling: Handling::Normal,
                content: format!("{}: bản mẫu của tỉnh minh họa.", document.body.name).into_bytes(),
            };
            dossier::file(access, &self.machine, files, id, &document.body.id, upload).await?;
        }
        let version = dossier::read(access, &self.machine, id).await?.dossier.version;
        dossier::send(access, &self.machine, id, version, Some(self.ago(6))).await?;
        let link = LinkDraft {
            other: None,
            other_name: "Cơ sở dữ liệu quốc gia về dân cư".to_owned(),
            direction: Direction::In,
            shared: "Xác thực thông tin công dân khi nộp hồ sơ".to_owned(),
            conditions:
                "Qua nền tảng tích hợp của tỉnh; chỉ trường cần cho thủ tục; ghi nhật ký mọi lần tra cứu"
                    .to_owned(),
            agreed_on: Some(self.ago(400)),
        };
        assets::add_link(access, &self.machine, system, &link).await?;
        self.layer(system, 1, "Phòng Chuyển đổi số", 90).await?;
        self.answers(system, "R331", level, 12, false).await?;
        for (title, severity, found, due, fixed) in [
            (
                "Thiếu giới hạn số lần đăng nhập sai",
                Severity::High,
                60,
                30,
                None,
            ),
            (
                "Phiên bản thư viện mã hóa có lỗ hổng đã công bố",
                Severity::Critical,
                25,
                5,
                None,
            ),
            ("Trang lỗi lộ tên máy chủ", Severity::Low, 90, 60, Some(70)),
        ] {
            let draft = WeaknessDraft {
                title: title.to_owned(),
                identifier: String::new(),
                source: WeaknessSource::Scan,
                severity,
                found_on: self.ago(found),
                due_on: Some(self.ago(due)),
                reviewed_on: Some(self.ago(found - 3)),
                fixed_on: fixed.map(|days| self.ago(days)),
                proof: if fixed.is_some() {
                    "Quét lại ngày sửa, không còn".to_owned()
                } else {
                    String::new()
                },
                note: String::new(),
            };
            assets::add_weakness(access, &self.machine, system, &draft).await?;
        }
        Ok(())
    }

    /// Runs inside the data centre and nobody assessed it.
    async fn clinic(&self, owner: AgencyId, _unit: AgencyId, host: Uuid) -> Result<(), SystemError> {
        self.system(Draft {
            operator: Some(owner),
            host_system: Some(host),
            hosting: Some(Hosting::ProvinceCentre),
            sector: Some("health".to_owned()),
            ..Draft::named("Cổng đặt lịch khám bệnh", owner)
        })
        .await?;
        Ok(())
    }

    /// Being built: assessed, with a dossier that is not sent yet.
    async fn under_way(&self, owner: AgencyId, appraiser: AgencyId) -> Result<(), SystemError> {
        let system = self
            .system(Draft {
                state: State::Building,
                hosting: Some(Hosting::Cloud),
                sector: Some("health".to_owned()),
                ..Draft::named("Hồ sơ sức khỏe điện tử của tỉnh", owner)
            })
            .await?;
        let said = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "conditional_business": false,
            "settles_procedures": false, "subjects_basic": 640_000, "subjects_sensitive": 640_000,
            "counted_on": self.ago(3) });
        let level = self.assess(system, said).await?;
        let draft = dossier::Draft {
            regime: "R331".to_owned(),
            level,
            reason: Reason::First,
            appraiser: Some(appraiser),
            appraiser_name: String::new(),
            note: String::new(),
        };
        dossier::open(&self.app.access, &self.machine, system, &draft).await?;
        Ok(())
    }
}
