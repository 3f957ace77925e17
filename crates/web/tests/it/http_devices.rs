//! Devices from the browser's side: the cookie, the news of a new one, the list of sign-ins.

use crate::house::{Answer, House, PASSWORD};
use axum::body::Body;
use http::{Request, StatusCode, header};

const LOGIN: &str = "zhao.min";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
const WECHAT: &str =
    "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50";

/// A browser with its cookies.
struct Browser<'h> {
    house: &'h House,
    agent: &'static str,
    cookies: Vec<(String, String)>,
}

impl<'h> Browser<'h> {
    fn new(house: &'h House, agent: &'static str) -> Self {
        Self {
            house,
            agent,
            cookies: Vec::new(),
        }
    }

    async fn send(&mut self, path: &str, form: Option<&str>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let method = if form.is_some() { "POST" } else { "GET" };
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .header(header::USER_AGENT, self.agent)
            .header(header::ACCEPT_LANGUAGE, "zh-CN")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Body::from(form.unwrap_or_default().to_owned());
        let answer = self
            .house
            .visitor()
            .send(request.body(body).expect("a request"))
            .await;
        for name in ["guildhall-session", "guildhall-device-"] {
            if let Some((name, value)) = answer.cookie_pair(name) {
                self.cookies.retain(|(known, _)| *known != name);
                self.cookies.push((name, value));
            }
        }
        answer
    }

    async fn sign_in(&mut self, password: &str) -> Answer {
        self.house.clock.advance_secs(1);
        self.send("/sign-in", Some(&format!("login={LOGIN}&password={password}")))
            .await
    }

    async fn text(&mut self, path: &str) -> String {
        self.send(path, None).await.text()
    }
}

#[tokio::test]
async fn a_new_device_is_told_of_until_its_owner_has_looked() {
    let house = House::open().await;
    house.first_run().await;
    let mut office = Browser::new(&house, FIREFOX);
    office.sign_in(PASSWORD).await;
    office.send("/me", None).await;
    assert!(!office.text("/help").await.contains("新设备"));
    let mut phone = Browser::new(&house, WECHAT);
    let answer = phone.sign_in(PASSWORD).await;
    let set: Vec<_> = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().expect("text"))
        .collect();
    assert!(
        set.iter()
            .any(|cookie| cookie.starts_with("guildhall-device-") && cookie.contains("HttpOnly")),
        "{set:?}"
    );
    let told = office.text("/help").await;
    assert!(
        told.contains("新设备") && told.contains("WeChat · Android"),
        "{told}"
    );
    assert!(office.text("/help").await.contains("新设备"), "until she looks");
    let own = office.text("/me").await;
    assert!(
        own.contains("WeChat · Android") && own.contains("Firefox · Linux"),
        "{own}"
    );
    assert!(!office.text("/help").await.contains("新设备"));
    phone.sign_in(PASSWORD).await;
    assert!(
        !office.text("/help").await.contains("新设备"),
        "it is known by its cookie"
    );
}

#[tokio::test]
async fn a_known_browser_gets_in_past_the_waiting_of_its_address() {
    let house = House::open().await;
    house.first_run().await;
    let mut owner = Browser::new(&house, FIREFOX);
    owner.sign_in(PASSWORD).await;
    owner.cookies.retain(|(name, _)| name != "guildhall-session");
    let mut guesser = Browser::new(&house, FIREFOX);
    for _ in 0..5 {
        guesser.sign_in("wrong-password-1").await;
    }
    assert_eq!(
        guesser.sign_in(PASSWORD).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(owner.sign_in(PASSWORD).await.status, StatusCode::SEE_OTHER);
}
