//! Tables of people: accounts, dated posts, grants, one-time links.

pub mod person {
    //! Table `person`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user_name: String,
        pub full_name: String,
        pub sort_key: String,
        pub folded: String,
        pub email: Option<String>,
        pub phone: Option<String>,
        pub password_hash: Option<String>,
        pub totp_secret: Option<Vec<u8>>,
        pub totp_confirmed: bool,
        pub totp_step: Option<i64>,
        pub language: String,
        pub state: String,
        pub created_at: ChronoDateTimeUtc,
        pub signed_in_at: Option<ChronoDateTimeUtc>,
        pub version: i32,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl std::fmt::Debug for Model {
        /// Without password hash and secret.
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "Person({} {})", self.id, self.user_name)
        }
    }
}

pub mod post {
    //! Table `post`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub agency_id: Uuid,
        pub title: String,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod role_grant {
    //! Table `role_grant`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub role: String,
        pub agency_id: Option<Uuid>,
        pub area: Option<String>,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        pub granted_by: Option<Uuid>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod invitation {
    //! Table `invitation`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub person_id: Uuid,
        pub expires_at: ChronoDateTimeUtc,
        pub used_at: Option<ChronoDateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
