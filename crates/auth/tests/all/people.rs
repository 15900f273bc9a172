//! Finding people, and what they did.

use crate::support::{person, world};
use coloa_auth::{Actor, Role, audit, people};
use coloa_base::AgencyId;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(what_is_searched_for_is_meant_letter_for_letter => searched);

async fn searched(db: TestDb) {
    let w = world(db).await;
    for name in ["truc_ban", "truc.ban"] {
        person(&w, name, Role::FocalPoint, Some(AgencyId::new())).await;
    }
    let found = async |search: &str| {
        let filter = people::PeopleFilter {
            search: Some(search.to_owned()),
            limit: 10,
            ..people::PeopleFilter::default()
        };
        people::list(&w.access, &Actor::command_line(), &filter)
            .await
            .unwrap()
            .1
    };
    assert_eq!((found("truc").await, found("truc_ban").await), (2, 1));
    assert_eq!((found("_").await, found("%").await, found("|").await), (1, 0, 0));

    let done = async |action: &str| {
        let filter = audit::Filter {
            action: Some(action.to_owned()),
            limit: 10,
            ..audit::Filter::default()
        };
        audit::list(w.access.db(), &filter).await.unwrap().len()
    };
    assert_eq!(
        (
            done("person.c").await,
            done("person_c").await,
            done("%").await,
            done("create").await
        ),
        (2, 0, 0, 0)
    );
}
