//! Rules for single outlets, as data: `sites.toml` says which elements of their pages hold the
//! article. A rule with a mistake in it fails a test, not a run.

use std::sync::LazyLock;

use scraper::Selector;
use serde::Deserialize;
use url::Url;

use crate::article::tree::Tree;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    site: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    hosts: Vec<String>,
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
}

/// A rule, ready to match.
#[derive(Debug)]
pub struct Site {
    /// Its name, and the folder of its stored page.
    pub name: String,
    hosts: Vec<String>,
    include: Vec<Selector>,
    exclude: Vec<Selector>,
}

static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("sites.toml"))
        .expect("the embedded table of sites is valid: a test reads it");
    file.site.into_iter().map(Site::of).collect()
});

/// The rule for an address.
pub fn find(url: Option<&Url>) -> Option<&'static Site> {
    let host = url?.domain()?;
    SITES.iter().find(|site| {
        site.hosts.iter().any(|own| {
            host.strip_suffix(own.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    })
}

/// Names of all rules, for the test that wants a stored page of each.
pub fn names() -> Vec<&'static str> {
    SITES.iter().map(|site| site.name.as_str()).collect()
}

impl Site {
    fn of(written: Written) -> Self {
        let compile = |selectors: &[String]| -> Vec<Selector> {
            selectors
                .iter()
                .map(|text| {
                    Selector::parse(text)
                        .expect("the embedded selectors are valid: a test reads them")
                })
                .collect()
        };
        Self {
            include: compile(&written.include),
            exclude: compile(&written.exclude),
            name: written.name,
            hosts: written.hosts,
        }
    }

    /// The elements that hold the article, in page order, none inside another.
    pub fn chosen(&self, tree: &Tree) -> Vec<usize> {
        self.include
            .iter()
            .map(|selector| outermost(tree, selector))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The elements that are left out.
    pub fn left_out(&self, tree: &Tree) -> Vec<usize> {
        self.exclude.iter().flat_map(|selector| outermost(tree, selector)).collect()
    }
}

fn outermost(tree: &Tree, selector: &Selector) -> Vec<usize> {
    let mut out = Vec::new();
    let mut index = 0;
    while index < tree.nodes.len() {
        let node = &tree.nodes[index];
        if node.element.as_ref().is_some_and(|element| selector.matches(element)) {
            out.push(index);
            index = node.end;
        } else {
            index += 1;
        }
    }
    out
}
