//! Somebody who is signed in over HTTP.

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// A user with the session's cookie. Blocking: each runs on a thread of its own, as browsers do.
#[derive(Clone, Debug)]
pub struct User {
    client: ureq::Agent,
    base: String,
    cookie: String,
    csrf: String,
}

impl User {
    /// # Errors
    /// The server does not answer, or refuses.
    pub fn sign_in(base: &str, name: &str, password: &str) -> Result<Self> {
        let client = ureq::Agent::new_with_defaults();
        let mut answer = client
            .post(format!("{base}/api/v1/auth/sign-in"))
            .send_json(json!({ "user_name": name, "password": password }))?;
        let cookie = answer
            .headers()
            .get("set-cookie")
            .context("a session cookie")?
            .to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let body: Value = answer.body_mut().read_json()?;
        Ok(Self {
            client,
            base: base.to_owned(),
            cookie,
            csrf: body["csrf_token"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// A connection of its own, as each browser has.
    pub fn reconnect(&mut self) {
        self.client = ureq::Agent::new_with_defaults();
    }

    /// The whole body.
    ///
    /// # Errors
    /// The answer is no success.
    pub fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut answer = self
            .client
            .get(format!("{}{path}", self.base))
            .header("cookie", &self.cookie)
            .call()?;
        Ok(answer.body_mut().read_to_vec()?)
    }

    /// The answer as JSON.
    ///
    /// # Errors
    /// The answer is no success, or no JSON.
    pub fn get_json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.get(path)?)?)
    }

    /// Sends JSON; the answer as JSON.
    ///
    /// # Errors
    /// The answer is no success, or no JSON.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let mut answer = self
            .client
            .post(format!("{}{path}", self.base))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf)
            .send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }
}
