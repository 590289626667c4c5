//! What a page says about its article → title, dates, author, language, canonical address, outlet.
//! Every date is a candidate with its origin and a confidence; the best wins, and contradictions
//! are reported.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::head::{Dated, Head, Role};
use super::linked_data::LinkedData;
use crate::article::moment::{self, Moment};
use crate::article::plain;

/// Where a statement of a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// JSON-LD of an article.
    LinkedData,
    /// OpenGraph and other meta tags.
    Meta,
    /// Microdata.
    Microdata,
    /// A `time` element.
    Time,
    /// A line that readers see.
    Visible,
    /// The path of the address.
    Address,
}

/// A date a page gives, and how far to believe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// When.
    pub moment: Moment,
    /// Where it stands.
    pub origin: Origin,
    /// 0 to 100.
    pub confidence: u8,
}

const PUBLISHED: [&str; 22] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "publish-date",
    "publish_date",
    "publication_date",
    "published_date",
    "published_at",
    "date_published",
    "article_date_original",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "originalpublicationdate",
    "article.published",
    "date",
];

const MODIFIED: [&str; 9] = [
    "article:modified_time",
    "og:updated_time",
    "article:updated_time",
    "lastmod",
    "last-modified",
    "date_modified",
    "modified_date",
    "dcterms.modified",
    "dc.date.modified",
];

/// The dates of a page.
#[derive(Debug, Default)]
pub struct Dates {
    /// Candidates for the publication, best first.
    pub published: Vec<Candidate>,
    /// Candidates for the last change, best first.
    pub modified: Vec<Candidate>,
}

/// Finds and ranks the dates of a page.
pub fn dates(head: &Head, data: &LinkedData, url: Option<&Url>) -> Dates {
    let local = url.and_then(local_offset);
    let mut out = Dates::default();
    let sure = if data.is_article { 95 } else { 55 };
    add(&mut out.published, data.published.as_deref(), local, (Origin::LinkedData, sure));
    add(&mut out.modified, data.modified.as_deref(), local, (Origin::LinkedData, sure));
    for (step, name) in PUBLISHED.iter().enumerate() {
        let confidence = if step < 3 { 90 } else { 75 };
        add(&mut out.published, head.meta(&[name]), local, (Origin::Meta, confidence));
    }
    add(&mut out.modified, head.meta(&MODIFIED), local, (Origin::Meta, 80));
    add(&mut out.published, head.prop("datepublished"), local, (Origin::Microdata, 85));
    add(&mut out.modified, head.prop("datemodified"), local, (Origin::Microdata, 85));
    let seen = [(&head.times, Origin::Time, 65), (&head.lines, Origin::Visible, 50)];
    for (found, origin, confidence) in seen {
        for dated in found.iter().take(30) {
            visible(&mut out, dated, local, (origin, confidence));
        }
    }
    let address = url.and_then(|url| address_date(url.path()));
    add(&mut out.published, address.as_deref(), local, (Origin::Address, 45));
    out.published.sort_by_key(|candidate| std::cmp::Reverse(candidate.confidence));
    out.modified.sort_by_key(|candidate| std::cmp::Reverse(candidate.confidence));
    out
}

fn visible(out: &mut Dates, dated: &Dated, local: Option<Offset>, from: (Origin, u8)) {
    let (origin, confidence) = from;
    match dated.role {
        Role::Published => {
            add(&mut out.published, Some(&dated.text), local, (origin, confidence + 5));
        }
        Role::Modified => add(&mut out.modified, Some(&dated.text), local, from),
        Role::Unsaid => {
            add(&mut out.published, Some(&dated.text), local, (origin, confidence - 10));
        }
    }
}

fn add(
    list: &mut Vec<Candidate>,
    text: Option<&str>,
    local: Option<Offset>,
    (origin, confidence): (Origin, u8),
) {
    if let Some(moment) = text.and_then(|text| moment::parse(text, local)) {
        list.push(Candidate { moment, origin, confidence });
    }
}

/// The publication among its candidates. A date without a time takes the time of a weaker candidate
/// of the same day; an address that dates the page days earlier than its linked data is believed.
pub fn publication(candidates: &[Candidate], warnings: &mut Vec<String>) -> Option<Moment> {
    let best = candidates.first()?;
    let address = candidates.iter().find(|candidate| candidate.origin == Origin::Address);
    if let Some(address) = address {
        let late = best.moment.at.duration_since(address.moment.at);
        if late > SignedDuration::from_hours(24 * 4) {
            warnings.push(format!(
                "the page says it was published {}, its address says {}",
                best.moment.at, address.moment.at
            ));
            return Some(address.moment);
        }
    }
    if best.moment.timed {
        return Some(best.moment);
    }
    let near = |candidate: &&Candidate| {
        let apart = candidate.moment.at.duration_since(best.moment.at).abs();
        candidate.moment.timed && apart <= SignedDuration::from_hours(18)
    };
    Some(candidates.iter().find(near).map_or(best.moment, |candidate| candidate.moment))
}

/// The offset that outlets of a country write their times in, for countries with one zone.
pub fn local_offset(url: &Url) -> Option<Offset> {
    let domain = url.domain()?;
    let hours = match domain.rsplit('.').next()? {
        "pk" => 5,
        "cn" | "hk" | "tw" | "sg" => 8,
        "bd" => 6,
        "ae" | "om" => 4,
        "sa" | "qa" | "tr" => 3,
        "jp" | "kr" => 9,
        "in" | "lk" => return Offset::from_seconds(19_800).ok(),
        "af" => return Offset::from_seconds(16_200).ok(),
        "ir" => return Offset::from_seconds(12_600).ok(),
        "np" => return Offset::from_seconds(20_700).ok(),
        _ => return None,
    };
    Offset::from_hours(hours).ok()
}

/// `/2025/01/07/…`, `/2025-01-07-…`, `/20250107/…`, `/2025/jan/07/…` in a path.
pub fn address_date(path: &str) -> Option<String> {
    let parts: Vec<&str> =
        path.split(['/', '-', '_', '.']).filter(|part| !part.is_empty()).collect();
    for (index, part) in parts.iter().enumerate() {
        if part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()) {
            if moment::parse(part, None).is_some() {
                return Some((*part).to_owned());
            }
        } else if part.len() == 4
            && let (Some(month), Some(day)) = (parts.get(index + 1), parts.get(index + 2))
            && month.len() <= 3
            && day.len() <= 2
        {
            let date = format!("{part}-{month}-{day}");
            if part.bytes().all(|byte| byte.is_ascii_digit())
                && moment::parse(&date, None).is_some()
            {
                return Some(date);
            }
        }
    }
    None
}

/// The headline, without the outlet's name behind it.
pub fn title(head: &Head, data: &LinkedData, site: Option<&str>) -> String {
    let stated = data.title.as_deref().filter(|_| data.is_article);
    let meta = head.meta(&["og:title", "twitter:title", "dc.title", "title"]);
    let heading = head.headings.iter().map(String::as_str).find(|heading| {
        heading.split_whitespace().count() > 2
            && (head.title.contains(heading) || meta.is_some_and(|meta| meta.contains(heading)))
    });
    // Sites that keep the first order for their own name.
    let second =
        head.subheadings.iter().map(String::as_str).find(|heading| {
            heading.split_whitespace().count() > 3 && head.title.starts_with(heading)
        });
    let page = Some(head.title.as_str()).filter(|title| !title.is_empty());
    let chosen = heading
        .or(second)
        .or(stated)
        .or(meta)
        .or(page)
        .or(data.title.as_deref())
        .or(head.headings.first().map(String::as_str))
        .unwrap_or_default();
    let plain = plain::from_html(chosen).replace('\n', " ");
    without_site(&plain, site).to_owned()
}

/// Cuts " | Outlet", " - Outlet" behind a headline: what is cut is the outlet's name, or short and
/// behind a bar.
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let bare = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut title = title.trim();
    for _ in 0..2 {
        let separators = [" | ", " – ", " — ", " - ", " · ", " » ", " :: "];
        let cut = separators.iter().filter_map(|mark| Some((title.rfind(mark)?, *mark))).max();
        let Some((at, mark)) = cut else { break };
        let (front, tail) = (title[..at].trim(), title[at + mark.len()..].trim());
        let words = tail.split_whitespace().count();
        let named = site.map(bare).is_some_and(|site| {
            let tail = bare(tail);
            !site.is_empty() && (tail.contains(&site) || site.contains(&tail))
        });
        let address = words == 1 && tail.contains('.') && !tail.ends_with('.');
        let bar = mark == " | " && words <= 4;
        if front.split_whitespace().count() < 3 || !(named || address || bar) {
            break;
        }
        title = front;
    }
    title
}

/// The author as printed, "By" and repetition removed.
pub fn author(head: &Head, data: &LinkedData) -> Option<String> {
    let meta = head.meta(&[
        "author",
        "article:author",
        "parsely-author",
        "dc.creator",
        "sailthru.author",
        "byl",
    ]);
    let mut found: Vec<String> = data.authors.iter().filter_map(|name| person(name)).collect();
    found.extend(if found.is_empty() { meta.and_then(person) } else { None });
    if found.is_empty() {
        found.extend(head.prop("author").and_then(person));
    }
    if found.is_empty() {
        found.extend(head.bylines.iter().find_map(|line| person(line)));
    }
    found.dedup();
    (!found.is_empty()).then(|| found.join(", "))
}

fn person(text: &str) -> Option<String> {
    let text = plain::from_html(text).replace('\n', " ");
    let text = text.trim().trim_start_matches(['|', '-', ' ']);
    let name = ["by:", "by ", "author:", "written by "]
        .iter()
        .find_map(|mark| {
            let head = text.get(..mark.len())?;
            head.eq_ignore_ascii_case(mark).then(|| &text[mark.len()..])
        })
        .unwrap_or(text)
        .trim();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let plausible = letters >= 2
        && name.len() <= 120
        && !name.contains("://")
        && !name.starts_with('@')
        && !matches!(
            name.to_lowercase().as_str(),
            "admin" | "author" | "by" | "staff" | "null" | "none"
        );
    plausible.then(|| name.to_owned())
}

/// The outlet: as the page names it, else its host.
pub fn site(head: &Head, data: &LinkedData, url: Option<&Url>) -> Option<String> {
    let named = head
        .meta(&["og:site_name"])
        .or(data.publisher.as_deref())
        .or_else(|| {
            head.meta(&["application-name", "publisher", "dc.publisher", "al:android:app_name"])
        })
        .map(|name| plain::from_html(name).replace('\n', " "))
        .filter(|name| !name.is_empty() && name.len() <= 80 && !name.contains("://"));
    named.or_else(|| Some(url?.domain()?.trim_start_matches("www.").to_owned()))
}

/// The address the page says it lives at. One that names the front page or another file type is a
/// template's mistake.
pub fn canonical(head: &Head, data: &LinkedData, url: Option<&Url>) -> Option<String> {
    let deep = url.is_some_and(|url| url.path().len() > 1);
    let stated = [head.canonical.as_deref(), head.meta(&["og:url"]), data.url.as_deref()];
    stated.into_iter().flatten().find_map(|address| {
        let joined = match url {
            Some(base) => base.join(address.trim()).ok()?,
            None => Url::parse(address.trim()).ok()?,
        };
        let web = matches!(joined.scheme(), "http" | "https") && joined.host_str().is_some();
        (web && !(deep && joined.path().len() <= 1 && joined.query().is_none()))
            .then(|| joined.to_string())
    })
}

/// Leaves out what lies in the future: a clock or a template is wrong there.
pub fn in_the_past(moment: Option<Timestamp>, now: Timestamp) -> bool {
    moment.is_none_or(|at| at.duration_since(now) <= SignedDuration::from_hours(26))
}
