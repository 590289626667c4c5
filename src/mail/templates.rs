//! What is told → text and HTML, by templates that are part of the program and that the operator
//! may replace one by one.

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};

use super::{Body, Frame, MailError, sample, words, wrap};

/// The built-in templates by file name; an override has the same name.
pub const BUILT_IN: [(&str, &str); 12] = [
    ("layout.html", include_str!("templates/layout.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("alert.html", include_str!("templates/alert.html")),
    ("alert.txt", include_str!("templates/alert.txt")),
    ("digest.html", include_str!("templates/digest.html")),
    ("digest.txt", include_str!("templates/digest.txt")),
    ("health.html", include_str!("templates/health.html")),
    ("health.txt", include_str!("templates/health.txt")),
    ("test.html", include_str!("templates/test.html")),
    ("test.txt", include_str!("templates/test.txt")),
    ("parts.txt", include_str!("templates/parts.txt")),
    ("footer.txt", include_str!("templates/footer.txt")),
];

/// Compiled templates.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The built-in ones.
    pub fn embedded() -> Self {
        Self::with_overrides(&[]).expect("the built-in templates are rendered by a test")
    }

    /// The built-in ones with some replaced: file name and text. Each is tried on sample mails, so
    /// that a mistake shows when the configuration is read, not when an alert is due.
    pub fn with_overrides(files: &[(String, String)]) -> Result<Self, MailError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("only blanks are changed, no delimiter"));
        environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
            Some((_, "html")) => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        environment.add_filter("wrap", |text: &str, indent: Option<usize>| {
            wrap::wrap(text, indent.unwrap_or(0))
        });
        environment
            .add_filter("plural", |n: usize, one: &str, many: &str| words::plural(n, one, many));
        for (name, source) in BUILT_IN {
            add(&mut environment, name, source)?;
        }
        for (name, source) in files {
            if !BUILT_IN.iter().any(|(known, _)| known == name) {
                let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
                return Err(MailError::Template {
                    name: name.clone(),
                    message: format!("no mail uses it; the names are {}", names.join(", ")),
                });
            }
            add(&mut environment, name, source)?;
        }
        let templates = Self { environment };
        for (subject, body) in sample::bodies() {
            templates.render(&subject, &body, &sample::frame())?;
        }
        Ok(templates)
    }

    /// Text and HTML of one mail.
    pub(super) fn render(
        &self,
        subject: &str,
        body: &Body,
        frame: &Frame,
    ) -> Result<(String, String), MailError> {
        let (name, mail) = match body {
            Body::Alert(alert) => ("alert", Value::from(Serde(alert))),
            Body::Digest(digest) => ("digest", Value::from(Serde(digest))),
            Body::Health(health) => ("health", Value::from(Serde(health))),
            Body::Test(test) => ("test", Value::from(Serde(test))),
        };
        let context = context! {
            subject,
            mail,
            to => frame.to.address.as_str(),
            written => words::instant(frame.now, &frame.zone),
            unsubscribe => frame.unsubscribe.as_deref().unwrap_or_default(),
            version => env!("CARGO_PKG_VERSION"),
        };
        let text = self.one(&format!("{name}.txt"), &context)?;
        let html = self.one(&format!("{name}.html"), &context)?;
        Ok((text, html))
    }

    fn one(&self, name: &str, context: &Value) -> Result<String, MailError> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|e| error(name, &e))
    }
}

fn add(environment: &mut Environment<'static>, name: &str, source: &str) -> Result<(), MailError> {
    environment.add_template_owned(name.to_owned(), source.to_owned()).map_err(|e| error(name, &e))
}

fn error(name: &str, error: &minijinja::Error) -> MailError {
    let name = error.name().unwrap_or(name).to_owned();
    let at = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    MailError::Template { name, message: format!("{at}{detail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_template_renders_every_sample() {
        let templates = Templates::embedded();
        for (subject, body) in sample::bodies() {
            let mail = super::super::render(&subject, &body, &sample::frame(), &templates).unwrap();
            assert!(mail.text.contains(&subject) || mail.subject == "Nothing new", "{}", mail.text);
            assert!(!mail.html.contains("<report>"), "a title is not escaped");
        }
    }

    #[test]
    fn an_override_replaces_one_template() {
        let own = ("test.txt".to_owned(), "Hello {{ to }}".to_owned());
        let templates = Templates::with_overrides(&[own]).unwrap();
        let (subject, body) = sample::bodies().pop().unwrap();
        let (text, html) = templates.render(&subject, &body, &sample::frame()).unwrap();
        assert_eq!(text, "Hello desk@example.org");
        assert!(html.contains("arrives at desk@example.org"));
    }

    #[test]
    fn a_broken_override_is_refused_with_its_name_and_line() {
        let refused = |name: &str, text: &str| {
            let file = (name.to_owned(), text.to_owned());
            Templates::with_overrides(&[file]).unwrap_err().to_string()
        };
        assert!(refused("alert.txt", "a\n{{ mail.headlin }}").contains("alert.txt: line 2"));
        assert!(refused("alert.txt", "{% if %}").contains("alert.txt: line 1"));
        assert!(refused("alrt.txt", "x").contains("the names are layout.html"));
    }
}
