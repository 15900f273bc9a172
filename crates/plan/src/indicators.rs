//! The registry of indicators that targets may be computed by, and those that plans themselves can answer.
//! Other areas add theirs through `coloa_base::indicator`.

use crate::{
    duties::read::sum_of_number,
    entity::{duty, duty_tally},
};
use coloa_base::{
    indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue},
    web_path,
};
use coloa_platform::Db;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// What each figure counts, in words.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/indicators.toml"))
        .expect("embedded indicators.toml parses; a test reads it")
});

/// Indicators by name.
#[derive(Clone, Default)]
pub struct Indicators {
    by_name: BTreeMap<&'static str, Arc<dyn Indicator>>,
}

impl std::fmt::Debug for Indicators {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Indicators {
    /// Those of plans; others are added with [`Indicators::add`].
    #[must_use]
    pub fn of_plans(db: &Db) -> Self {
        let mut all = Self::default();
        for what in [Share::Done, Share::OnTime, Share::Answered] {
            all.add(Arc::new(PlanIndicator { db: db.clone(), what }));
        }
        all
    }

    /// Adds an indicator.
    ///
    /// # Panics
    /// When the name is taken: two areas would answer one question.
    pub fn add(&mut self, indicator: Arc<dyn Indicator>) {
        let name = indicator.name();
        assert!(
            self.by_name.insert(name, indicator).is_none(),
            "indicator {name} is registered twice"
        );
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Indicator>> {
        self.by_name.get(name)
    }

    /// Names and units, sorted by name.
    pub fn list(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.by_name.values().map(|i| (i.name(), i.unit()))
    }
}

#[derive(Clone, Copy)]
enum Share {
    Done,
    OnTime,
    Answered,
}

struct PlanIndicator {
    db: Db,
    what: Share,
}

impl Indicator for PlanIndicator {
    fn name(&self) -> &'static str {
        match self.what {
            Share::Done => "plan.duties_done_share",
            Share::OnTime => "plan.duties_on_time_share",
            Share::Answered => "plan.agencies_answered_share",
        }
    }
    fn unit(&self) -> &'static str {
        "%"
    }
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a> {
        Box::pin(async move {
            let (numerator, denominator) = match self.what {
                Share::Done => self.done(query).await?,
                Share::OnTime => self.on_time(query).await?,
                Share::Answered => self.answered(query).await?,
            };
            #[allow(clippy::cast_precision_loss)]
            let (n, d) = (numerator as f64, denominator as f64);
            let agency = query.agency.map(|a| format!("&agency={a}")).unwrap_or_default();
            Ok(IndicatorValue {
                value: (denominator > 0).then(|| n / d * 100.0),
                numerator: Some(n),
                denominator: Some(d),
                query: query.in_words(&WORDS[self.name()]),
                records_path: Some(format!(
                    "{}?due_from={}&due_to={}{agency}",
                    web_path::DUTIES, query.from, query.to
                )),
            })
        })
    }
}

impl PlanIndicator {
    fn tally(&self, q: &IndicatorQuery) -> sea_orm::Select<duty_tally::Entity> {
        let mut query = duty_tally::Entity::find()
            .filter(duty_tally::Column::DueKey.between(q.from, q.to))
            .filter(duty_tally::Column::Status.ne("cancelled"))
            .filter(duty_tally::Column::Number.gt(0));
        if let Some(agency) = q.agency {
            query = query.filter(duty_tally::Column::AgencyId.eq(agency.uuid()));
        }
        query
    }

    async fn sum(&self, query: sea_orm::Select<duty_tally::Entity>) -> Result<i64, sea_orm::DbErr> {
        let sum: Option<Option<i64>> = query
            .select_only()
            .column_as(sum_of_number(), "sum")
            .into_tuple()
            .one(self.db.reader())
            .await?;
        Ok(sum.flatten().unwrap_or(0))
    }

    async fn done(&self, q: &IndicatorQuery) -> Result<(i64, i64), sea_orm::DbErr> {
        let done = self.tally(q).filter(duty_tally::Column::Status.eq("done"));
        Ok((self.sum(done).await?, self.sum(self.tally(q)).await?))
    }

    async fn on_time(&self, q: &IndicatorQuery) -> Result<(i64, i64), sea_orm::DbErr> {
        let mut query = duty::Entity::find()
            .filter(duty::Column::DueKey.between(q.from, q.to))
            .filter(duty::Column::Status.eq("done"))
            .filter(Expr::col(duty::Column::DoneOn).lte(Expr::col(duty::Column::DueOn)));
        if let Some(agency) = q.agency {
            query = query.filter(duty::Column::AgencyId.eq(agency.uuid()));
        }
        let on_time = query.count(self.db.reader()).await?;
        Ok((
            i64::try_from(on_time).unwrap_or(i64::MAX),
            self.sum(self.tally(q)).await?,
        ))
    }

    async fn answered(&self, q: &IndicatorQuery) -> Result<(i64, i64), sea_orm::DbErr> {
        let distinct = async |query: sea_orm::Select<duty_tally::Entity>| {
            let ids: Vec<uuid::Uuid> = query
                .select_only()
                .column(duty_tally::Column::AgencyId)
                .distinct()
                .into_tuple()
                .all(self.db.reader())
                .await?;
            Ok::<_, sea_orm::DbErr>(i64::try_from(ids.len()).unwrap_or(i64::MAX))
        };
        let answered = self.tally(q).filter(duty_tally::Column::Answered.eq(true));
        Ok((distinct(answered).await?, distinct(self.tally(q)).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_plans_has_its_words() {
        for name in [
            "plan.duties_done_share",
            "plan.duties_on_time_share",
            "plan.agencies_answered_share",
        ] {
            assert!(WORDS[name].contains("{to}"), "{name}");
        }
        assert_eq!(WORDS.len(), 3);
    }
}
