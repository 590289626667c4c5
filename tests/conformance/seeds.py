"""Seeds: the same invented items written down in every feed format, each in several manners.

Everything is deterministic: a manner is drawn from a `random.Random` that the caller seeds.
"""

import json
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import escape, quoteattr

ITEMS = [
    ("Ferry link to the lighthouse island reopens", "Boats leave the north quay at six & return at nine."),
    ("Clock tower repairs: 3 of 4 bells ring again", "The <b>fourth</b> bell waits for a new clapper."),
    ("Mayor says \u201cno\u201d to the quarry \u2014 for now", "Neighbours' letters, 412 of them, were read aloud."),
    ("AT&T mast on Beacon Hill moved 20 m east", "A compromise after R&D staff measured the view."),
    ("Bäckerei Müßig öffnet früher", "Schon um fünf gibt es dort Brötchen, heißt es."),
    ("Новый мост через реку открыли в среду", "Движение по нему начнётся в субботу утром."),
    ("灯台の島へ渡し船が再開", "北の桟橋から毎朝六時に出る。"),
    ("渡轮重新开往灯塔岛", "每天早上六点从北码头出发。"),
    ("등대섬 여객선 운항 재개", "매일 아침 여섯 시 북쪽 부두에서 출발한다."),
    ("لائٹ ہاؤس جزیرے کی کشتی پھر چل پڑی", "کشتی ہر صبح چھ بجے شمالی گھاٹ سے روانہ ہوگی۔"),
    ("Το πλοίο για το νησί ξεκίνησε πάλι", "Φεύγει κάθε πρωί στις έξι."),
    ("x < y: pupils' proof printed", "If a < b & b < c then a < c, they wrote."),
]

LATIN1 = [0, 1, 3, 4, 11]
SCRIPTS = {
    "latin": LATIN1, "western": [0, 1, 2, 3, 4], "cyrillic": [5, 0, 1], "japanese": [6, 0, 1],
    "chinese": [7, 0, 3], "korean": [8, 0, 1], "greek": [10, 0, 1], "all": list(range(len(ITEMS))),
}

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GREEK_DAYS = ["Δευ", "Τρι", "Τετ", "Πεμ", "Παρ", "Σαβ", "Κυρ"]
GREEK_MONTHS = ["Ιαν", "Φεβ", "Μάώ", "Απρ", "Μάι", "Ιούν", "Ιούλ", "Αύγ", "Σεπ", "Οκτ", "Νοέ", "Δεκ"]
HUNGARIAN = ["január", "február", "március", "április", "máujus", "június", "július", "augusztus",
             "szeptember", "október", "november", "december"]


def rfc822(at, zone="GMT", day=True, seconds=True, short=False):
    clock = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    year = f"{at:%y}" if short else f"{at:%Y}"
    head = f"{DAYS[at.weekday()]}, " if day else ""
    return f"{head}{at:%d} {MONTHS[at.month - 1]} {year} {clock} {zone}"


DATES = [
    lambda t: rfc822(t),
    lambda t: rfc822(t, "+0500"),
    lambda t: rfc822(t, "-08:00"),
    lambda t: rfc822(t, "EST"),
    lambda t: rfc822(t, "PDT", day=False),
    lambda t: rfc822(t, "MEST", seconds=False),
    lambda t: rfc822(t, "Z", short=True),
    lambda t: rfc822(t, "Etc/GMT"),
    lambda t: rfc822(t, "GMT-04:00"),
    lambda t: rfc822(t, "UT").replace(",", ""),
    lambda t: f"{DAYS[t.weekday()]}, {MONTHS[t.month - 1]} {t:%d %Y %H:%M:%S} GMT",
    lambda t: f"{t.day} {t:%B %Y}",
    lambda t: f"{DAYS[t.weekday()]}, {t:%d} {MONTHS[t.month - 1]} {t:%Y}",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%SZ}",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}+05:30",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}-08:00",
    lambda t: f"{t:%Y-%m-%dT%H:%M}Z",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.125Z",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}",
    lambda t: f"{t:%Y-%m-%d}",
    lambda t: f"{t:%Y-%m}",
    lambda t: f"{t:%Y}",
    lambda t: f"{t:%Y%m%d}",
    lambda t: f"{t:%Y-%j}",
    lambda t: f"{t:%Y%j}",
    lambda t: f"{t:%Y-%m-%d %H:%M:%S}",
    lambda t: f"{t:%Y-%m-%d %H:%M:%S}.0",
    lambda t: f"{t:%Y-%m-%d %H:%M:%S} +0200",
    lambda t: f"{DAYS[t.weekday()]} {MONTHS[t.month - 1]} {t.day:2} {t:%H:%M:%S %Y}",
    lambda t: f"{DAYS[t.weekday()]} {MONTHS[t.month - 1]} {t.day:2} {t:%H:%M:%S} +0100 {t:%Y}",
    lambda t: f"{DAYS[t.weekday()]}, {t:%Y/%m/%d %H:%M:%S} GMT",
    lambda t: f"{GREEK_DAYS[t.weekday()]}, {t:%d} {GREEK_MONTHS[t.month - 1]} {t:%Y %H:%M:%S} EST",
    lambda t: f"{t:%Y}-{HUNGARIAN[t.month - 1]}-{t.day:02}T{t.hour}:{t:%M}+01:00",
    lambda t: f"{t:%Y}년 {t:%m}월 {t:%d}일  {t:%H:%M:%S}",
    lambda t: f"{t:%Y-%m-%d} {'오전' if t.hour < 12 else '오후'} {t.hour % 12 or 12}:{t:%M:%S}",
    lambda t: "yesterday, towards evening",
    lambda t: "",
    lambda t: rfc822(t) + " ",
    lambda t: "\n   " + rfc822(t, "+0000") + "\n",
]


class Item:
    """One invented item, with the date texts and addresses its manner gives it."""

    def __init__(self, n, which, rng):
        self.title, self.text = ITEMS[which]
        begin = datetime(2011, 3, 5, 7, 4, 9, tzinfo=timezone.utc)
        at = begin + timedelta(days=n * 37 + rng.randrange(4000), seconds=rng.randrange(80000))
        self.at = at
        form = rng.choice(DATES)
        self.published = form(at)
        self.updated = rng.choice(DATES)(at + timedelta(hours=5))
        slug = f"story-{which}-{n}"
        self.link = rng.choice([
            f"http://paper.example/{slug}", f"https://paper.example/news/{slug}.html?id={n}&lang=en",
            f"/{slug}", f"{slug}.html", f"../{slug}/", f"//cdn.paper.example/{slug}", f"?p={n}",
        ])
        self.id = rng.choice([
            f"tag:paper.example,2020:{slug}", f"http://paper.example/{slug}", f"urn:uuid:{n:032x}",
            f"{n}@paper.example", slug,
        ])


def items(script, rng):
    chosen = SCRIPTS[script]
    return [Item(n, which, rng) for n, which in enumerate(chosen)]


def words(text, rng):
    """An element's text: escaped once, twice (HTML inside), or in a CDATA section."""
    way = rng.randrange(4)
    if way == 0:
        return f"<![CDATA[{text}]]>"
    if way == 1:
        return escape(escape(text))
    return escape(text)


def head(rng, encoding="utf-8"):
    return rng.choice([f'<?xml version="1.0" encoding="{encoding}"?>\n'] * 3 + ['<?xml version="1.0"?>\n', ""])


def rss(version):
    def build(script, rng):
        out = [head(rng)]
        if version == "0.91" and rng.random() < 0.5:
            out.append('<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
                       '"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n')
        spaces = ""
        if version == "2.0":
            spaces = (' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
                      ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
                      ' xmlns:media="http://search.yahoo.com/mrss/"')
        out.append(f'<rss version="{version}"{spaces}>\n<channel>\n<title>The Quay Paper &amp; Co</title>\n'
                   "<link>http://paper.example/</link>\n<description>News from the quay</description>\n")
        if version == "2.0" and rng.random() < 0.5:
            out.append('<atom:link href="http://paper.example/rss" rel="self" type="application/rss+xml"/>\n')
        if rng.random() < 0.4:
            out.append("<image><title>Logo</title><url>http://paper.example/l.png</url>"
                       "<link>http://paper.example/</link></image>\n")
        for item in items(script, rng):
            out.append(rss_item(item, version, rng))
        if rng.random() < 0.2:
            out.append("<textinput><title>Search</title><name>q</name><link>/search</link></textinput>\n")
        out.append("</channel>\n</rss>\n")
        return "".join(out)
    return build


def rss_item(item, version, rng):
    out = [f"<item>\n<title>{words(item.title, rng)}</title>\n"]
    if version != "2.0" or rng.random() < 0.85:
        out.append(f"<link>{escape(item.link)}</link>\n")
    out.append(f"<description>{words(item.text, rng)}</description>\n")
    if version == "0.92":
        out.append('<enclosure url="http://paper.example/a.mp3" length="7" type="audio/mpeg"/>\n')
    if version == "2.0":
        guid = rng.choice([' isPermaLink="false"', ' isPermaLink="true"', "", None])
        if guid is not None:
            out.append(f"<guid{guid}>{escape(item.id)}</guid>\n")
        date = rng.choice(["pubDate", "dc:date", None, "pubDate", "both"])
        if date in ("pubDate", "both"):
            out.append(f"<pubDate>{item.published}</pubDate>\n")
        if date in ("dc:date", "both"):
            out.append(f"<dc:date>{item.updated}</dc:date>\n")
        if rng.random() < 0.5:
            out.append(f"<content:encoded><![CDATA[<p>{item.text}</p><p>More.</p>]]></content:encoded>\n")
        if rng.random() < 0.3:
            out.append('<media:group><media:title>A picture</media:title><media:content url="p.jpg"/></media:group>\n')
        if rng.random() < 0.3:
            out.append("<dc:creator>R. Harbour</dc:creator><dc:subject>quay</dc:subject>\n")
    out.append("</item>\n")
    return "".join(out)


def rdf(version):
    def build(script, rng):
        space = "http://my.netscape.com/rdf/simple/0.9/" if version == "0.90" else "http://purl.org/rss/1.0/"
        chosen = items(script, rng)
        out = [head(rng), f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{space}"'
               ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
               ' xmlns:content="http://purl.org/rss/1.0/modules/content/">\n',
               '<channel rdf:about="http://paper.example/"><title>Quay</title><link>http://paper.example/</link>'
               "<description>d</description>"]
        if version == "1.0":
            lines = "".join(f"<rdf:li rdf:resource={quoteattr(item.link)}/>" for item in chosen)
            out.append(f"<items><rdf:Seq>{lines}</rdf:Seq></items>")
        out.append("</channel>\n")
        for item in chosen:
            about = f" rdf:about={quoteattr(item.link)}" if version == "1.0" else ""
            out.append(f"<item{about}><title>{words(item.title, rng)}</title><link>{escape(item.link)}</link>\n")
            if version == "1.0":
                out.append(f"<description>{words(item.text, rng)}</description>")
                out.append(rng.choice([f"<dc:date>{item.published}</dc:date>", "",
                                       f"<dcterms:issued>{item.published}</dcterms:issued>"
                                       f"<dcterms:modified>{item.updated}</dcterms:modified>"]))
            out.append("</item>\n")
        out.append("</rdf:RDF>\n")
        return "".join(out)
    return build


def atom(version):
    def build(script, rng):
        space = "http://purl.org/atom/ns#" if version == "0.3" else "http://www.w3.org/2005/Atom"
        tag = ' version="0.3"' if version == "0.3" else ""
        base = rng.choice(["", "", ' xml:base="http://paper.example/deep/er/"'])
        out = [head(rng), f'<feed xmlns="{space}"{tag}{base} xml:lang="en">\n<title>Quay</title>'
               '<link rel="alternate" type="text/html" href="http://paper.example/"/>\n']
        for item in items(script, rng):
            out.append(atom03_entry(item, rng) if version == "0.3" else atom10_entry(item, rng))
        out.append("</feed>\n")
        return "".join(out)
    return build


def atom03_entry(item, rng):
    title = rng.choice([
        f"<title>{escape(item.title)}</title>", f'<title mode="escaped" type="text/html">{escape(escape(item.title))}</title>',
        f'<title type="text/html" mode="escaped"><![CDATA[{escape(item.title)}]]></title>',
    ])
    dates = rng.choice([
        f"<issued>{item.published}</issued><modified>{item.updated}</modified>",
        f"<created>{item.published}</created>", f"<modified>{item.updated}</modified>", "",
    ])
    return (f"<entry>{title}<link rel=\"alternate\" type=\"text/html\" href={quoteattr(item.link)}/>"
            f"<id>{escape(item.id)}</id>{dates}<summary>{escape(item.text)}</summary>"
            f'<content type="application/xhtml+xml" mode="xml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"<p>{escape(item.text)}</p></div></content></entry>\n")


def atom10_entry(item, rng):
    title = rng.choice([
        f"<title>{escape(item.title)}</title>", f'<title type="text">{escape(item.title)}</title>',
        f'<title type="html">{escape(escape(item.title))}</title>',
        f'<title type="html"><![CDATA[{escape(item.title)}]]></title>',
        f'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{escape(item.title)} <b>!</b></div></title>',
    ])
    base = rng.choice(["", "", ' xml:base="http://other.example/x/"'])
    links = [f"<link href={quoteattr(item.link)}/>"]
    if rng.random() < 0.5:
        links.append('<link rel="enclosure" href="http://paper.example/a.mp3" type="audio/mpeg"/>')
    if rng.random() < 0.5:
        links.append('<link rel="self" type="application/atom+xml" href="/self.atom"/>')
    rng.shuffle(links)
    source = ""
    if rng.random() < 0.3:
        source = ("<source><id>tag:elsewhere.example,2001:f</id><title>Elsewhere</title>"
                  '<link href="http://elsewhere.example/"/><updated>2003-03-03T03:03:03Z</updated></source>')
    people = "<author><name>R. Harbour</name><uri>http://paper.example/rh</uri></author>" if rng.random() < 0.5 else ""
    published = f"<published>{item.published}</published>" if rng.random() < 0.6 else ""
    content = rng.choice([
        f'<content type="html">{escape(escape(item.text))}</content>', f"<content>{escape(item.text)}</content>",
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(item.text)}</p></div></content>', "",
    ])
    return (f"<entry{base}>{source}<id>{escape(item.id)}</id>{title}{''.join(links)}{published}"
            f"<updated>{item.updated}</updated>{people}<summary>{escape(item.text)}</summary>{content}</entry>\n")


def cdf(script, rng):
    out = [head(rng), '<CHANNEL HREF="http://paper.example/" LASTMOD="2004-04-04T04:04">\n<TITLE>Quay</TITLE>\n']
    for item in items(script, rng):
        out.append(f"<ITEM HREF={quoteattr(item.link)} LASTMOD=\"{item.at:%Y-%m-%dT%H:%M}\">"
                   f"<TITLE>{escape(item.title)}</TITLE><ABSTRACT>{escape(item.text)}</ABSTRACT></ITEM>\n")
    out.append("</CHANNEL>\n")
    return "".join(out)


def json_feed(script, rng):
    """The document, and what a reader has to find in it (feedparser reads no JSON)."""
    entries, wanted = [], []
    for item in items(script, rng):
        entries.append({"id": item.id, "url": item.link, "title": item.title, "content_text": item.text,
                        "date_published": f"{item.at:%Y-%m-%dT%H:%M:%S}Z"})
        wanted.append(item)
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": entries}
    return json.dumps(document, ensure_ascii=rng.random() < 0.5), wanted


FORMATS = {
    "rss090": rdf("0.90"), "rss091": rss("0.91"), "rss092": rss("0.92"), "rss10": rdf("1.0"), "rss20": rss("2.0"),
    "atom03": atom("0.3"), "atom10": atom("1.0"), "cdf": cdf,
}
