//! The harness itself: people of each role sign in, and see what the policy gives them.

use crate::support::World;
use coloa_auth::Role;

#[tokio::test]
async fn everybody_signs_in_with_the_rights_of_the_role() {
    let world = World::new().await;
    let province = world.agency(None).await;
    for &role in Role::ALL {
        let client = world.as_role(role, Some(province)).await;
        let session = client.get("/api/v1/auth/session").await.expect(200).json();
        assert_eq!(session["roles"][0]["role"], role.as_str());
        let may = |action: &str| {
            session["permissions"]
                .as_array()
                .unwrap()
                .iter()
                .any(|p| p == action)
        };
        assert_eq!(may("audit.read"), role == Role::Auditor);
        assert_eq!(may("grant.change"), role == Role::SystemAdmin);
    }
    world.stranger().get("/api/v1/auth/session").await.expect(401);
}
