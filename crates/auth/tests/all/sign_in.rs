use crate::support::{World, actor, person, world};
use coloa_auth::{
    Actor, AuthError, Role, people, secret,
    sign_in::{Attempt, sign_in},
};
use coloa_base::{AgencyId, Clock, PersonId};
use coloa_platform::config::SessionConfig;
use coloa_testkit::TestDb;

const PASSWORD: &str = "mưa rơi trên mái ngói";

coloa_testkit::store_suite!(
    too_many_failures_make_wait => lockout,
    a_one_time_code_works_once => totp,
    guesses_at_once_stay_under_the_limit => parallel_guesses,
    an_invitation_sets_the_password_once => invitation,
    an_ended_account_stays_out => ended,
);

async fn attempt(
    w: &World,
    name: &str,
    password: &str,
    code: Option<&str>,
) -> Result<people::Person, AuthError> {
    let attempt = Attempt {
        user_name: name,
        password,
        totp_code: code,
        address: "127.0.0.1",
    };
    sign_in(&w.access, &SessionConfig::default(), &attempt).await
}

async fn member(w: &World) -> PersonId {
    let id = person(w, "daumoi", Role::FocalPoint, Some(AgencyId::new())).await;
    people::set_password(&w.access, &Actor::command_line(), id, PASSWORD)
        .await
        .unwrap();
    id
}

async fn lockout(db: TestDb) {
    let w = world(db).await;
    member(&w).await;
    for _ in 0..5 {
        assert!(matches!(
            attempt(&w, "daumoi", "sai mật khẩu rồi", None).await,
            Err(AuthError::WrongCredentials)
        ));
    }
    assert!(matches!(
        attempt(&w, "DauMoi", PASSWORD, None).await,
        Err(AuthError::TooManyAttempts { .. })
    ));
    w.clock.advance(chrono::Duration::seconds(301));
    assert!(attempt(&w, "DauMoi", PASSWORD, None).await.is_ok());
}

async fn totp(db: TestDb) {
    let w = world(db).await;
    let id = member(&w).await;
    let me = actor(&w, id).await;
    let (base32, url) = people::start_totp(&w.access, &me, "Cổ Loa").await.unwrap();
    assert!(url.contains(&base32));
    let row = people::find(w.access.db().reader(), id).await.unwrap().unwrap();
    let secret_bytes = w
        .access
        .keys()
        .open("totp", row.totp_secret.as_ref().unwrap())
        .unwrap();
    let code = |now: chrono::DateTime<chrono::Utc>| secret::totp_code(&secret_bytes, now);
    // Not in force before it is confirmed.
    assert!(attempt(&w, "daumoi", PASSWORD, None).await.is_ok());
    people::confirm_totp(&w.access, &me, &code(w.clock.now()))
        .await
        .unwrap();
    assert!(matches!(
        attempt(&w, "daumoi", PASSWORD, None).await,
        Err(AuthError::TotpRequired)
    ));
    w.clock.advance(chrono::Duration::seconds(60));
    let now_code = code(w.clock.now());
    assert!(attempt(&w, "daumoi", PASSWORD, Some(&now_code)).await.is_ok());
    assert!(
        matches!(
            attempt(&w, "daumoi", PASSWORD, Some(&now_code)).await,
            Err(AuthError::WrongTotp)
        ),
        "a code works once"
    );
}

async fn invitation(db: TestDb) {
    let w = world(db).await;
    let id = person(&w, "moi.vao", Role::FocalPoint, Some(AgencyId::new())).await;
    let first = people::invite(&w.access, &Actor::command_line(), id, 72)
        .await
        .unwrap();
    let token = people::invite(&w.access, &Actor::command_line(), id, 72)
        .await
        .unwrap();
    assert!(
        matches!(
            people::invited(&w.access, &first).await,
            Err(AuthError::InvitationInvalid)
        ),
        "a newer link replaces it"
    );
    assert!(matches!(
        people::accept_invitation(&w.access, &token, "ngắn").await,
        Err(AuthError::WeakPassword { .. })
    ));
    people::accept_invitation(&w.access, &token, PASSWORD)
        .await
        .unwrap();
    assert!(matches!(
        people::accept_invitation(&w.access, &token, PASSWORD).await,
        Err(AuthError::InvitationInvalid)
    ));
    assert!(attempt(&w, "moi.vao", PASSWORD, None).await.is_ok());
    let late = people::invite(&w.access, &Actor::command_line(), id, 1)
        .await
        .unwrap();
    w.clock.advance(chrono::Duration::hours(2));
    assert!(matches!(
        people::invited(&w.access, &late).await,
        Err(AuthError::InvitationInvalid)
    ));
}

async fn ended(db: TestDb) {
    let w = world(db).await;
    let id = member(&w).await;
    people::end(&w.access, &Actor::command_line(), id).await.unwrap();
    assert!(people::actor(&w.access, id).await.unwrap().is_none());
    assert!(matches!(
        attempt(&w, "daumoi", PASSWORD, None).await,
        Err(AuthError::AccountEnded)
    ));
}

async fn parallel_guesses(db: TestDb) {
    let w = std::sync::Arc::new(world(db).await);
    member(&w).await;
    let guesses: Vec<_> = (0..20)
        .map(|n| {
            let w = w.clone();
            tokio::spawn(async move {
                attempt(&w, "daumoi", &format!("mật khẩu đoán thứ {n}"), None).await
            })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        match guess.await.unwrap() {
            Err(AuthError::WrongCredentials) => looked_at += 1,
            Err(AuthError::TooManyAttempts { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, SessionConfig::default().attempts);
}
