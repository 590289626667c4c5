//! What an element of a feed means, by namespace and name; prefixes that were never declared are read
//! as everybody uses them.

/// The vocabularies that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS, RDF's RSS, Atom: one set of names.
    Core,
    Content,
    Dc,
    DcTerms,
    Rdf,
    Media,
    Itunes,
    Syndication,
    Xhtml,
    Other,
}

/// The meaning of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Rss,
    Rdf,
    Feed,
    Channel,
    /// `item` or `entry`.
    Item,
    /// A part with titles and links of its own: an image, a text box, a contributor.
    Aside,
    Title,
    MediaTitle,
    Link,
    Id,
    Description,
    Summary,
    MediaDescription,
    Content,
    Published,
    Updated,
    Created,
    Author,
    Source,
    Language,
    Ttl,
    SkipHours,
    SkipDays,
    UpdatePeriod,
    UpdateFrequency,
    NewLocation,
    Unknown,
}

impl Element {
    /// Elements that hold entries or are one.
    pub(super) fn is_structure(self) -> bool {
        matches!(self, Self::Rss | Self::Rdf | Self::Feed | Self::Channel | Self::Item)
    }

    /// Elements whose text is a value.
    pub(super) fn is_field(self) -> bool {
        !self.is_structure() && !matches!(self, Self::Aside | Self::Unknown)
    }

    /// Fields that may hold markup of any kind, so that only the feed's own names end them.
    pub(super) fn is_long(self) -> bool {
        matches!(
            self,
            Self::Description | Self::Summary | Self::Content | Self::Author | Self::Source
        )
    }

    /// Fields of which the half is wrong.
    pub(super) fn is_exact(self) -> bool {
        matches!(self, Self::Link | Self::Id | Self::Published | Self::Updated | Self::Created)
    }

    /// Names that never occur inside a text, so that meeting one shows a missing end tag.
    pub(super) fn is_unmistakable(self) -> bool {
        matches!(self, Self::Published | Self::Id | Self::Item | Self::Channel | Self::Feed)
    }
}

/// The vocabulary a namespace address stands for.
pub(super) fn vocabulary(address: &str) -> Option<Vocabulary> {
    let address = address.trim().to_ascii_lowercase();
    if address.contains("backend.userland.com/rss") {
        return Some(Vocabulary::Core);
    }
    Some(match address.trim_end_matches('/') {
        ""
        | "http://blogs.law.harvard.edu/tech/rss"
        | "http://purl.org/rss/1.0"
        | "http://my.netscape.com/rdf/simple/0.9"
        | "http://my.netscape.com/publish/formats/rss-0.91"
        | "http://example.com/newformat#"
        | "http://example.com/necho"
        | "http://purl.org/echo"
        | "uri/of/echo/namespace#"
        | "http://purl.org/pie"
        | "http://purl.org/atom/ns#"
        | "http://www.w3.org/2005/atom"
        | "http://purl.org/rss/1.0/modules/rss091#" => Vocabulary::Core,
        "http://purl.org/rss/1.0/modules/content" => Vocabulary::Content,
        "http://purl.org/dc/elements/1.1" | "http://purl.org/dc/elements/1.0" => Vocabulary::Dc,
        "http://purl.org/dc/terms" => Vocabulary::DcTerms,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Vocabulary::Rdf,
        "http://search.yahoo.com/mrss" => Vocabulary::Media,
        "http://www.itunes.com/dtds/podcast-1.0.dtd"
        | "http://example.com/dtds/podcast-1.0.dtd" => Vocabulary::Itunes,
        "http://purl.org/rss/1.0/modules/syndication" => Vocabulary::Syndication,
        "http://www.w3.org/1999/xhtml" => Vocabulary::Xhtml,
        _ => return None,
    })
}

/// What a prefix means by custom.
pub(super) fn customary(prefix: &str) -> Vocabulary {
    match prefix {
        "" | "atom" | "atom10" | "atom03" | "a10" | "rss" => Vocabulary::Core,
        "content" => Vocabulary::Content,
        "dc" => Vocabulary::Dc,
        "dcterms" | "dct" => Vocabulary::DcTerms,
        "rdf" => Vocabulary::Rdf,
        "media" => Vocabulary::Media,
        "itunes" => Vocabulary::Itunes,
        "sy" => Vocabulary::Syndication,
        "xhtml" => Vocabulary::Xhtml,
        _ => Vocabulary::Other,
    }
}

/// The meaning of a local name, whatever its case.
pub(super) fn element(vocabulary: Vocabulary, local: &str) -> Element {
    const LONGEST: usize = 16;
    let mut lower = [0_u8; LONGEST];
    let Some(lower) = lower.get_mut(..local.len()) else { return Element::Unknown };
    lower.copy_from_slice(local.as_bytes());
    lower.make_ascii_lowercase();
    let name: &[u8] = lower;
    match vocabulary {
        Vocabulary::Core => core(name),
        Vocabulary::Content if name == b"encoded" => Element::Content,
        Vocabulary::Dc | Vocabulary::DcTerms => dublin_core(vocabulary, name),
        Vocabulary::Rdf if name == b"rdf" => Element::Rdf,
        Vocabulary::Media => match name {
            b"title" => Element::MediaTitle,
            b"description" => Element::MediaDescription,
            _ => Element::Unknown,
        },
        Vocabulary::Itunes => match name {
            b"author" => Element::Author,
            b"summary" => Element::MediaDescription,
            b"new-feed-url" => Element::NewLocation,
            b"owner" => Element::Aside,
            _ => Element::Unknown,
        },
        Vocabulary::Syndication => match name {
            b"updateperiod" => Element::UpdatePeriod,
            b"updatefrequency" => Element::UpdateFrequency,
            _ => Element::Unknown,
        },
        Vocabulary::Xhtml if name == b"body" => Element::Content,
        _ => Element::Unknown,
    }
}

fn core(name: &[u8]) -> Element {
    match name {
        b"rss" => Element::Rss,
        b"rdf" => Element::Rdf,
        b"feed" => Element::Feed,
        b"channel" => Element::Channel,
        b"item" | b"entry" => Element::Item,
        b"image" | b"textinput" | b"contributor" | b"cloud" => Element::Aside,
        b"title" => Element::Title,
        b"link" => Element::Link,
        b"guid" | b"id" => Element::Id,
        b"description" | b"abstract" => Element::Description,
        b"summary" => Element::Summary,
        b"content" | b"body" | b"fullitem" => Element::Content,
        b"pubdate" | b"published" | b"issued" => Element::Published,
        b"updated" | b"modified" | b"lastbuilddate" | b"date" => Element::Updated,
        b"created" => Element::Created,
        b"author" | b"managingeditor" => Element::Author,
        b"source" => Element::Source,
        b"language" => Element::Language,
        b"ttl" => Element::Ttl,
        b"skiphours" => Element::SkipHours,
        b"skipdays" => Element::SkipDays,
        b"newlocation" => Element::NewLocation,
        _ => Element::Unknown,
    }
}

fn dublin_core(vocabulary: Vocabulary, name: &[u8]) -> Element {
    match name {
        b"title" => Element::Title,
        b"creator" | b"author" => Element::Author,
        b"description" | b"abstract" => Element::Description,
        b"language" => Element::Language,
        b"created" => Element::Created,
        b"issued" => Element::Published,
        b"modified" => Element::Updated,
        b"date" if vocabulary == Vocabulary::Dc => Element::Updated,
        _ => Element::Unknown,
    }
}
