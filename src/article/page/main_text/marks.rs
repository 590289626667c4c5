//! What the names an author gave to an element (class, id, role) say about it: body, comments,
//! related stories, navigation … Substrings of names, in tables; nothing here knows a site.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::article::tree::{Node, Tag};

/// How surely an element is not part of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Off {
    /// Nothing speaks against it.
    No,
    /// Its name speaks against it, unless it holds most of the text.
    Named,
    /// Comments: as `Named`, but other people's prose may be most of the page.
    Comments,
    /// Never text: hidden, navigation, controls, captions.
    Always,
}

/// Parts of names that speak against an element. A space is the edge of a name, `-` an inner edge
/// (also for `_` and a change of case).
const NAMED: &[&str] = &[
    // sharing, following, subscribing
    "share",
    "sharing",
    "social",
    "sociable",
    "addthis",
    "addtoany",
    "follow-us",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "sign-up",
    "sign-in",
    "signin",
    "login",
    "syndication",
    "-promo",
    " promo",
    "promotion",
    "donat",
    "membership",
    "paywall-",
    "regwall",
    "call-to-action",
    " cta",
    "-cta",
    "app-download",
    // consent and notices
    "cookie",
    "consent",
    "gdpr",
    "modal",
    "popup",
    "pop-up",
    "overlay",
    "lightbox",
    "tooltip",
    "message-container",
    // navigation
    " nav",
    "-nav ",
    "-nav-",
    "navigation",
    "subnav",
    "navbar",
    "navbox",
    "menu",
    "breadcrumb",
    "bread-crumb",
    "pagination",
    "pager",
    "paging",
    "skip-link",
    "toolbar",
    "-toc ",
    " toc ",
    "sitemap",
    "jump-link",
    "prev-next",
    // frame
    "footer",
    "sidebar",
    "side-bar",
    "banner",
    "masthead",
    " aside",
    "rail ",
    "rail-",
    "site-header",
    "page-header",
    "topbar",
    "top-bar",
    "bottom-bar",
    "widget",
    "button",
    " btn",
    "-btn",
    // advertisements
    " ad ",
    "-ad-",
    " ad-",
    "-ad ",
    " ads ",
    " ads-",
    "-ads ",
    "-ads-",
    "advert",
    "adsense",
    "adslot",
    "dfp",
    "sponsor",
    "outbrain",
    "taboola",
    "criteo",
    "paid-content",
    "commercial",
    "affiliate",
    "partner-",
    // other stories
    "related",
    "recommend",
    "read-more",
    "readmore",
    "read-next",
    "readnext",
    "more-on",
    "more-from",
    "more-stories",
    "more-news",
    "next-post",
    "next-article",
    "next-story",
    "nextstory",
    "nextarticle",
    "nextpost",
    "prev-post",
    "-stories",
    "most-popular",
    "most-read",
    "popular",
    "trending",
    "teaser",
    "latest",
    "yarpp",
    "relatedposts",
    "suggest",
    "see-also",
    "also-like",
    "also-read",
    "upnext",
    "up-next",
    "carousel",
    "playlist",
    "infinite-scroll",
    "post-add",
    "crosspost",
    "top-news",
    "hot-topics",
    "editors-pick",
    // about the text
    "tags",
    "tag-list",
    "taglist",
    "tagcloud",
    "-topics",
    " topics",
    "keywords",
    "category-list",
    "cat-links",
    "filed-under",
    "author",
    "byline",
    "bio-",
    "-bio ",
    "contributor",
    "timestamp",
    "dateline",
    "pubdate",
    "post-date",
    "entry-date",
    "-meta ",
    "-meta-",
    " meta ",
    " meta-",
    "metadata",
    "postmeta",
    "article-infos",
    "entry-utility",
    "user-info",
    "user-profile",
    "rating",
    "vote",
    "-icon",
    "print-link",
    "caption",
    "photo-credit",
    "image-credit",
    "-credit ",
    " credit",
    "copyright",
    "attribution",
    "attachment",
    "gallery-",
    "disclaimer",
    "correction-link",
    "audio-player",
    "video-player",
    "-player",
    "podcast-",
    "poll",
    "quiz",
    "survey",
    "feedback",
    "reading-time",
    "read-time",
    "word-count",
    "factbox",
    "inline-link",
    "article-links",
    "link-list",
    "linklist",
    "listen-",
    "options",
    "expand-",
    "obfuscated",
    "blurred",
    "noprint",
    "no-print",
    "print-only",
    "notloaded",
    "akismet",
];

/// Parts of names of comments and what belongs to them.
const COMMENTS: &[&str] = &[
    " comment",
    "-comments",
    "comment-list",
    "commentlist",
    "disqus",
    " dsq",
    "comol",
    " respond",
    " reply-",
    "-reply-",
    "nocomments",
    "reader-comments",
    "livefyre",
    "discussion-",
    "spot-im",
    "coral-talk",
    "viafoura",
    "guestbook",
];

/// Names that contain a part of the lists and are innocent.
const INNOCENT: &[&str] = &[
    "commentary",
    "elementor-widget",
    "widget-text",
    "author-content",
    "navigation-content",
    "no-sidebar",
    "has-sidebar",
    "with-sidebar",
    "sidebar-left",
    "sidebar-right",
    "has-caption",
    "tag-",
    "-tag-",
    "type-",
    "has-banner",
    "no-banner",
    "widget-area-content",
    "wp-block-column",
    "share-content",
    "nosharing",
    "menu-open",
    "has-ads",
    "article-meta-content",
    "paywall-content",
    "wp-block-button-content",
    "popular-science",
];

/// Names of what holds the body of an article, best first.
const BODY: &[&str] = &[
    "article-body",
    "articlebody",
    "article-text",
    "articletext",
    "article-content",
    "articlecontent",
    "story-body",
    "storybody",
    "story-text",
    "story-content",
    "storycontent",
    "post-body",
    "postbody",
    "post-content",
    "postcontent",
    "post-text",
    "posttext",
    "entry-content",
    "entrycontent",
    "entry-body",
    "body-text",
    "bodytext",
    "content-body",
    "contentbody",
    "news-text",
    "newstext",
    "news-content",
    "newscontent",
    "news-body",
    "newsbody",
    "text-content",
    "page-content",
    "article-container",
    "article-copy",
    "body-copy",
    "bodycopy",
    "post-bodycopy",
    "single-content",
    "singlecontent",
    "theme-content",
    "blog-content",
    "blogcontent",
    "section-content",
    "art-content",
    "main-text",
    "maintext",
    "fulltext",
    "full-text",
    "detail-content",
    "detail-text",
    "details-content",
    "post-entry",
    "postentry",
    "wysiwyg",
    "richtext",
    "rich-text",
    "field-body",
    "field-name-body",
    "article-detail",
    "article-main",
    "td-post-content",
    "content-text",
    "contenttext",
    "story-detail",
    "storydetail",
    "story-element-text",
    "article-paragraph",
    "wpb-text-column",
];

/// Whole names of what may hold the body, believed after those of `BODY`.
const MAYBE: &[&str] = &[
    " story ",
    " article ",
    " post ",
    " entry ",
    " hentry ",
    " fulltext ",
    " main-content ",
    " maincontent ",
    " content-main ",
    " article-wrap ",
    " content ",
    " text ",
    " primary ",
    " primary-content ",
    " main-column ",
    " post-area ",
    " single-post ",
];

struct Table {
    automaton: AhoCorasick,
    named: usize,
    comments: usize,
    innocent: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let all = NAMED.iter().chain(COMMENTS).chain(INNOCENT);
    Table {
        automaton: automaton(all.copied()),
        named: NAMED.len(),
        comments: NAMED.len() + COMMENTS.len(),
        innocent: NAMED.len() + COMMENTS.len() + INNOCENT.len(),
    }
});
static BODIES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(BODY.iter().copied()));
static MAYBES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(MAYBE.iter().copied()));

fn automaton<'a>(patterns: impl Iterator<Item = &'a str>) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(patterns)
        .expect("the tables are short and fixed")
}

/// Class and id as one text: names apart by spaces, their parts by `-`, in lower case.
pub(super) fn names(node: &Node) -> String {
    let mut out = String::with_capacity(64);
    for attribute in ["id", "class"] {
        let value = node.attr(attribute);
        let value = &value[..value.floor_char_boundary(400)];
        if value.is_empty() {
            continue;
        }
        out.push(' ');
        let mut before = ' ';
        for c in value.chars() {
            match c {
                '_' | ':' | '.' | '-' | '/' => {
                    if !out.ends_with(['-', ' ']) {
                        out.push('-');
                    }
                }
                c if c.is_whitespace() => {
                    if !out.ends_with(' ') {
                        out.push(' ');
                    }
                }
                c => {
                    if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                        out.push('-');
                    }
                    out.push(c.to_ascii_lowercase());
                }
            }
            before = c;
        }
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out
}

/// What speaks against an element; `names` are its class and id.
pub(super) fn off(node: &Node, names: &str) -> Off {
    match node.tag {
        Tag::Unseen | Tag::Nav | Tag::Control | Tag::Caption => return Off::Always,
        Tag::Aside | Tag::Footer => return Off::Named,
        Tag::Text | Tag::Break | Tag::Main | Tag::Row | Tag::Cell => return Off::No,
        _ => {}
    }
    if matches!(node.name(), "html" | "body" | "article") {
        return Off::No;
    }
    if hidden(node, names) {
        return Off::Always;
    }
    match node.attr("role") {
        "navigation" | "dialog" | "search" | "menu" | "menubar" | "toolbar" | "tablist" => {
            return Off::Always;
        }
        "complementary" | "contentinfo" | "banner" => return Off::Named,
        _ => {}
    }
    if names.is_empty() || (names.len() < 4 && node.tag.is_inline()) {
        return Off::No;
    }
    let (mut named, mut comments, mut innocent) = (0_usize, 0_usize, 0_usize);
    for found in TABLE.automaton.find_overlapping_iter(names) {
        match found.pattern().as_usize() {
            index if index < TABLE.named => named += 1,
            index if index < TABLE.comments => comments += 1,
            index if index < TABLE.innocent => innocent += 1,
            _ => {}
        }
    }
    if comments > 0 && innocent == 0 && !node.tag.is_inline() {
        Off::Comments
    } else if named > innocent {
        Off::Named
    } else {
        Off::No
    }
}

fn hidden(node: &Node, names: &str) -> bool {
    let style = node.attr("style");
    let styled = !style.is_empty() && {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    let Some(element) = &node.element else { return false };
    styled
        || element.attr("hidden").is_some_and(|value| value != "until-found")
        || (node.attr("aria-hidden") == "true" && !node.tag.is_inline())
        || [
            " hidden ",
            "visually-hidden",
            "visuallyhidden",
            "sr-only",
            "screen-reader",
            " invisible ",
            " hide ",
        ]
        .iter()
        .any(|name| names.contains(name))
}

/// Whether an element says that it holds the body of an article. 3: in microdata; 2: by its name;
/// 1: by a name that others bear too.
pub(super) fn body(node: &Node, names: &str) -> u8 {
    if !matches!(node.tag, Tag::Box | Tag::Main | Tag::Article | Tag::Other | Tag::Cell) {
        return 0;
    }
    let prop = node.attr("itemprop");
    if prop.eq_ignore_ascii_case("articleBody") || prop.eq_ignore_ascii_case("text") {
        return 3;
    }
    if names.is_empty() || node.name() == "body" {
        0
    } else if BODIES.is_match(names) {
        2
    } else {
        u8::from(MAYBES.is_match(names))
    }
}
