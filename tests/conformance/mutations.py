"""What the wild does to a feed: each function breaks or bends a document in one way, deterministically."""

import re

ENTITIES = ["&nbsp;", "&eacute;", "&hellip;", "&mdash;", "&rsquo;", "&copy;", "&#8217;", "&#x2014;", "&#146;", "&euro;"]


def in_titles(text, rng, change):
    """Changes the inside of each title with a chance of two in three."""
    def one(found):
        return found.group(1) + change(found.group(2)) + found.group(3) if rng.random() < 0.67 else found.group(0)
    return re.sub(r"(<title[^>]*>)(.*?)(</title>)", one, text, flags=re.S | re.I)


def each_element(text, rng, names, change, chance=0.5):
    pattern = rf"<({names})\b[^>]*>.*?</\1>\s*"
    return re.sub(pattern, lambda m: change(m.group(0)) if rng.random() < chance else m.group(0), text, flags=re.S | re.I)


def undeclared_namespaces(text, rng):
    return re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", text)


def renamed_prefixes(text, rng):
    for old, new in [("dc", "d"), ("content", "c"), ("media", "m"), ("rdf", "r"), ("atom", "a"), ("dcterms", "t")]:
        text = re.sub(rf"\bxmlns:{old}=", f"xmlns:{new}=", text)
        text = re.sub(rf"(</?|\s){old}:(\w)", rf"\1{new}:\2", text)
    return text


def prefixed_root(text, rng):
    """Atom elements with a prefix of their own."""
    if "<feed" not in text:
        return text
    text = re.sub(r'<feed xmlns="', '<feed xmlns:q="', text)
    return re.sub(r"<(/?)(feed|entry|title|link|id|published|updated|issued|modified|created|summary|author|name)\b", r"<\1q:\2", text)


def raw_ampersands(text, rng):
    return in_titles(text, rng, lambda t: t + " Fish & chips, B&B")


def raw_ampersand_in_link(text, rng):
    return text.replace("&amp;", "&")


def html_entities(text, rng):
    return in_titles(text, rng, lambda t: t if "CDATA" in t else t + " " + rng.choice(ENTITIES))


def unknown_entities(text, rng):
    return in_titles(text, rng, lambda t: t if "CDATA" in t else t + " &quay; end")


def declared_entities(text, rng):
    doctype = '<!DOCTYPE x [\n<!ENTITY quay "the Quay">\n]>\n'
    text = re.sub(r"^(<\?xml[^>]*\?>\n)?", lambda m: (m.group(0) or "") + doctype, text, count=1)
    return in_titles(text, rng, lambda t: t if "CDATA" in t else t + " &quay;")


def html_in_titles(text, rng):
    return in_titles(text, rng, lambda t: t if "CDATA" in t else "&lt;i&gt;" + t + "&lt;/i&gt;")


def bare_html_in_titles(text, rng):
    return in_titles(text, rng, lambda t: "<em>" + t + "</em>")


def whitespace_in_fields(text, rng):
    return re.sub(r"(<(?:title|link|guid|id|pubDate|updated)>)([^<]*)(</)", "\\1\n\t  \\2  \n\\3", text)


def missing_end_tags(text, rng):
    return re.sub(r"</(title|description|link|guid)>", lambda m: "" if rng.random() < 0.15 else m.group(0), text)


def missing_item_ends(text, rng):
    return re.sub(r"</(item|entry)>", lambda m: "" if rng.random() < 0.3 else m.group(0), text, flags=re.I)


def crossed_tags(text, rng):
    return each_element(text, rng, "description|summary", lambda e: e.replace("</", "<b><i>x</b></i></", 1), 0.4)


def stray_end_tags(text, rng):
    return re.sub(r"<(item|entry)\b", lambda m: "</div>" + m.group(0) if rng.random() < 0.4 else m.group(0), text)


def unclosed_html(text, rng):
    return each_element(text, rng, "description|summary", lambda e: re.sub(r"</(\w+)>\s*$", r"<br><p>more<img src=x></\1>\n", e), 0.5)


def upper_case(text, rng):
    return re.sub(r"</?[A-Za-z]+\b", lambda m: m.group(0).upper(), text)


def control_characters(text, rng):
    return in_titles(text, rng, lambda t: t[: len(t) // 2] + rng.choice("\x01\x08\x0b\x0c\x1f\x7f") + t[len(t) // 2 :])


def leading_junk(text, rng):
    return rng.choice(["\n\n  ", "\ufeff", "<!-- made by a script -->\n", "PHP Warning: something in line 3\n", " \t"]) + text


def trailing_junk(text, rng):
    return text + rng.choice(["<!-- 0.3 s -->", "\n<script>track()</script>", "garbage", "\x00\x00", "</rss>"])


def cut(text, rng):
    return text[: rng.randrange(len(text) // 4, len(text))]


def duplicate_guids(text, rng):
    return re.sub(r"<(guid|id)([^>]*)>[^<]*<", r"<\1\2>same-for-all<", text)


def duplicate_items(text, rng):
    return each_element(text, rng, "item|entry", lambda e: e + e, 0.5)


def without_titles(text, rng):
    return re.sub(r"(<(?:item|entry)\b[^>]*>\s*)<title[^>]*>.*?</title>", r"\1", text, flags=re.S)


def without_ids(text, rng):
    return each_element(text, rng, "guid|id", lambda e: "", 0.6)


def without_links(text, rng):
    return re.sub(r"<link>[^<]*</link>|<link [^>]*/>", lambda m: "" if rng.random() < 0.6 else m.group(0), text)


def double_escaped(text, rng):
    return in_titles(text, rng, lambda t: t if "CDATA" in t else t.replace("&", "&amp;"))


def comments_everywhere(text, rng):
    return re.sub(r">\s*\n", lambda m: m.group(0) + ("<!-- <item> -->" if rng.random() < 0.3 else ""), text)


def processing_instructions(text, rng):
    return re.sub(r"^(<\?xml[^>]*\?>\n)?", lambda m: (m.group(0) or "") + '<?xml-stylesheet href="s.xsl" type="text/xsl"?>\n', text, count=1)


def huge_titles(text, rng):
    return in_titles(text, rng, lambda t: t + " long" * 300)


def nested_items(text, rng):
    """An item that stands inside another one."""
    return re.sub(r"</(item|entry)>", r"<\1><title>Inside</title></\1></\1>", text, count=1, flags=re.I)


def xml_base(text, rng):
    base = rng.choice(["http://base.example/a/b/", "sub/", "/root/"])
    return re.sub(r"<(rss|feed|rdf:RDF)\b", rf'<\1 xml:base="{base}"', text, count=1)


def single_quotes(text, rng):
    return re.sub(r'="([^"\']*)"', r"='\1'", text)


def unquoted_attributes(text, rng):
    return re.sub(r'="([^"\'\s>/]+)"(?=[\s>])', lambda m: "=" + m.group(1) if rng.random() < 0.5 else m.group(0), text)


def split_cdata(text, rng):
    return in_titles(text, rng, lambda t: t if "CDATA" in t or "<" in t or "&" in t else f"{t[:5]}<![CDATA[{t[5:]}]]>")


def no_line_breaks(text, rng):
    return text.replace("\n", "")


def carriage_returns(text, rng):
    return text.replace("\n", rng.choice(["\r\n", "\r"]))


def shuffled_fields(text, rng):
    def one(found):
        fields = re.findall(r"<(?:title|link|description|guid|pubDate|dc:date|summary|id|updated|published)\b[^>]*>(?:[^<]*)</[^>]+>|<link [^>]*/>", found.group(2))
        rest = found.group(2)
        for field in fields:
            rest = rest.replace(field, "", 1)
        rng.shuffle(fields)
        return found.group(1) + "".join(fields) + rest + found.group(3)
    return re.sub(r"(<(?:item|entry)\b[^>]*>)(.*?)(</(?:item|entry)>)", one, text, flags=re.S)


def version_missing(text, rng):
    return re.sub(r'(<(?:rss|feed)[^>]*?) version="[^"]*"', r"\1", text)


ALL = [value for name, value in list(globals().items()) if callable(value) and name not in ("in_titles", "each_element")]

ENCODINGS = [
    # script, how the bytes are made, what the declaration says (None: as it was)
    ("latin", "iso-8859-1", "iso-8859-1"), ("western", "windows-1252", "windows-1252"),
    ("western", "windows-1252", "iso-8859-1"), ("latin", "iso-8859-15", "iso-8859-15"),
    ("cyrillic", "windows-1251", "windows-1251"), ("cyrillic", "koi8-r", "koi8-r"), ("cyrillic", "iso-8859-5", "iso-8859-5"),
    ("greek", "windows-1253", "windows-1253"), ("greek", "iso-8859-7", "iso-8859-7"),
    ("japanese", "euc_jp", "EUC-JP"), ("japanese", "shift_jis", "Shift_JIS"), ("japanese", "iso2022_jp", "ISO-2022-JP"),
    ("chinese", "gb2312", "GB2312"), ("chinese", "gb18030", "GB18030"), ("chinese", "gbk", "gb2312"), ("chinese", "big5", "Big5"),
    ("korean", "euc_kr", "EUC-KR"), ("korean", "cp949", "ks_c_5601-1987"),
    ("all", "utf-8-sig", "utf-8"), ("all", "utf-8-sig", "iso-8859-1"), ("all", "utf-8", "utf-8"),
    ("all", "utf-16", "utf-16"), ("all", "utf-16-le", "utf-16"), ("all", "utf-16-be", "utf-16"), ("all", "utf-16", "utf-8"),
    ("all", "utf-32", "utf-32"), ("all", "utf-32-be", "utf-32"), ("all", "utf-32-le", "utf-32"),
    ("all", "utf-8", "windows-1252"), ("all", "utf-8", "us-ascii"), ("all", "utf-8", "no-such-charset"),
    ("latin", "iso-8859-1", "utf-8"), ("cyrillic", "windows-1251", "utf-8"), ("western", "windows-1252", "us-ascii"),
]


def encoded(text, codec, declared):
    """The document as bytes in `codec`, calling itself `declared`."""
    text = re.sub(r"^<\?xml[^>]*\?>\n?", "", text)
    return f'<?xml version="1.0" encoding="{declared}"?>\n{text}'.encode(codec, "xmlcharrefreplace")
