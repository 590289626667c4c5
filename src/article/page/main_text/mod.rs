//! Page → its main text. Elements whose names speak against them are left out, the element that
//! holds the article is chosen by what it says of itself and by where the prose is, and its lines
//! are weighed one by one. What comes out short is tried again with less strictness.

mod blocks;
mod marks;

use std::sync::LazyLock;

use dom_smoothie::{Config, Readability, TextMode};
use regex::Regex;

use super::linked_data::LinkedData;
use super::site::Site;
use crate::article::clean::rules;
use crate::article::plain;
use crate::article::tree::{Tag, Tree};
use blocks::Block;
use marks::Off;

/// A text shorter than this is tried for again, in characters.
const SHORT: usize = 300;
/// Larger pages get no second opinion: its cost grows faster than the page.
const SECOND_OPINION: usize = 20_000;
/// A container is taken at its word if it holds this share of the page's prose.
const SHARE: f64 = 0.3;
/// An element whose name speaks against it stays if it holds this share of the prose.
const MOST: f64 = 0.45;
/// So many lines may stand between the headline and the body.
const INTRODUCTION: usize = 14;
/// The same for comments.
const MOST_COMMENTS: f64 = 0.9;

/// The main text of a page: a line a paragraph. A site's rule goes first; what it misses by far is
/// found by general judgement, and the rule's failure reported.
pub fn read(source: &Source, site: Option<&Site>, warnings: &mut Vec<String>) -> String {
    let general = by_judgement(source);
    let Some(site) = site else { return general };
    let chosen = site.chosen(source.tree);
    if !chosen.is_empty() {
        let page = Page::of(source.tree, Some((&chosen, &site.left_out(source.tree))));
        let text = page.text(&chosen, source.title);
        if text.len() * 3 >= general.len() {
            return text;
        }
    }
    warnings.push(format!("the rule for {} finds little or nothing on this page", site.name));
    general
}

/// A parsed page and what is known of it already.
#[derive(Debug)]
pub struct Source<'a, 'b> {
    /// The tamed markup.
    pub html: &'a str,
    /// The same, parsed.
    pub tree: &'a Tree<'b>,
    /// What its linked data say.
    pub data: &'a LinkedData,
    /// Its headline.
    pub title: &'a str,
}

fn by_judgement(source: &Source) -> String {
    let page = Page::of(source.tree, None);
    let mut text = page.text(&page.choose(), source.title);
    if text.chars().count() < SHORT && source.tree.nodes.len() < SECOND_OPINION {
        let other = second_opinion(source.html);
        if other.chars().count() > text.chars().count() * 2 {
            text = other;
        }
    }
    match &source.data.body {
        Some(body) if body.len() > 200 && text.len() * 2 < body.len() => {
            let body = plain::from_html(body);
            if text.len() * 2 < body.len() { body } else { text }
        }
        _ => text,
    }
}

fn second_opinion(html: &str) -> String {
    let config =
        Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).and_then(|mut reader| reader.parse());
    article.map(|article| plain::from_html(&article.text_content)).unwrap_or_default()
}

struct Page<'a, 'b> {
    tree: &'a Tree<'b>,
    names: Vec<String>,
    off: Vec<bool>,
    blocks: Vec<Block>,
    /// Prose before each block, summed up; one more than blocks.
    prose: Vec<f64>,
    /// The first block at or after each node.
    first: Vec<usize>,
}

impl<'a, 'b> Page<'a, 'b> {
    /// `rule`: the elements a site's rule chose, and those it leaves out.
    fn of(tree: &'a Tree<'b>, rule: Option<(&[usize], &[usize])>) -> Self {
        let names: Vec<String> = tree
            .nodes
            .iter()
            .map(|node| if node.element.is_some() { marks::names(node) } else { String::new() })
            .collect();
        let offs: Vec<Off> =
            tree.nodes.iter().zip(&names).map(|(node, names)| marks::off(node, names)).collect();
        let off = match rule {
            Some((chosen, left_out)) => off_by_rule(tree, &offs, chosen, left_out),
            None => off_by_name(tree, &offs),
        };
        let blocks = blocks::cut(tree, |index| off[index]);
        let (prose, first) = sums(tree, &blocks);
        Self { tree, names, off, blocks, prose, first }
    }

    fn within(&self, index: usize) -> f64 {
        self.prose[self.first[self.tree.nodes[index].end]] - self.prose[self.first[index]]
    }

    fn text(&self, chosen: &[usize], title: &str) -> String {
        let mut out: Vec<&Block> = self.introduction(chosen[0], title);
        for index in chosen {
            let range = self.first[*index]..self.first[self.tree.nodes[*index].end];
            out.extend(&self.blocks[range]);
        }
        let text = self.sift(&out, title);
        let told = out.iter().any(|block| block.text == title);
        if told || text.is_empty() || !self.has_headline(title) {
            return text;
        }
        format!("{title}\n{text}")
    }

    /// Whether the page has this headline, be it in a part that is left out.
    fn has_headline(&self, title: &str) -> bool {
        let headings = self.tree.nodes.iter().enumerate();
        headings
            .filter(|(_, node)| node.tag == Tag::Heading(1))
            .any(|(index, _)| self.tree.line(index) == title)
    }

    /// The elements that hold the article, in page order.
    fn choose(&self) -> Vec<usize> {
        let levels: Vec<u8> = self
            .tree
            .nodes
            .iter()
            .zip(&self.names)
            .map(|(node, names)| marks::body(node, names))
            .collect();
        let body = self
            .holder(|index| levels[index] == 3)
            .or_else(|| self.holder(|index| levels[index] == 2))
            .or_else(|| self.holder(|index| self.tree.nodes[index].tag == Tag::Article))
            .or_else(|| self.holder(|index| levels[index] == 1));
        let Some(body) = body else { return vec![self.descend()] };
        if levels[body] < 2 { vec![body] } else { self.alike(body, &levels) }
    }

    /// Of the elements that pass, the one with most prose; of nested ones with the same, the inner.
    fn holder(&self, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let total = self.prose.last().copied().unwrap_or(0.0).max(1.0);
        let mut best: Option<(f64, usize)> = None;
        let mut index = 0;
        while index < self.tree.nodes.len() {
            if self.off[index] {
                index = self.tree.nodes[index].end;
                continue;
            }
            if wanted(index) {
                let prose = self.within(index);
                if prose > 0.0 && best.is_none_or(|(most, _)| prose >= most * 0.99) {
                    best = Some((prose.max(best.map_or(0.0, |(most, _)| most)), index));
                }
            }
            index += 1;
        }
        best.filter(|(prose, _)| *prose >= total * SHARE).map(|(_, index)| index)
    }

    /// The element and its like: a body in pieces, a question and its answers. What stands in
    /// another `article` or behind another headline is another article.
    fn alike(&self, body: usize, levels: &[u8]) -> Vec<usize> {
        let class = self.tree.nodes[body].attr("class");
        let article = self.article(body);
        let mut out = vec![body];
        let mut index = 0;
        while index < self.tree.nodes.len() {
            let node = &self.tree.nodes[index];
            let like = levels[index] == levels[body]
                && node.attr("class") == class
                && !(index <= body && body < node.end)
                && self.article(index) == article
                && self.within(index) > 0.0;
            if self.off[index] || index == body {
                index = node.end;
            } else if like && !self.headline_between(body, index) {
                out.push(index);
                index = node.end;
            } else {
                index += 1;
            }
        }
        out.sort_unstable();
        out
    }

    fn article(&self, index: usize) -> Option<usize> {
        self.tree.ancestors(index).find(|above| self.tree.nodes[*above].tag == Tag::Article)
    }

    fn headline_between(&self, a: usize, b: usize) -> bool {
        let range = self.tree.nodes[a.min(b)].end.min(a.max(b))..a.max(b);
        self.tree.nodes[range].iter().any(|node| node.tag == Tag::Heading(1))
    }

    /// The headline and what stands between it and the body: standfirst, summary.
    fn introduction(&self, body: usize, title: &str) -> Vec<&Block> {
        let start = self.first[body];
        let from = start.saturating_sub(INTRODUCTION);
        let headline = self.blocks[from..start].iter().rposition(|block| {
            block.tag == Tag::Heading(1)
                || (block.text == title
                    && (block.linked == 0 || matches!(block.tag, Tag::Heading(_))))
        });
        let Some(headline) = headline else { return Vec::new() };
        let blocks = &self.blocks[from + headline..start];
        let worth = |block: &&Block| {
            block.text == title
                || block.tag == Tag::Heading(1)
                || (block.words() >= if block.stops() { 5 } else { 8 }
                    && block.link_density() < 0.5)
        };
        blocks.iter().filter(worth).collect()
    }

    /// From the root towards the prose, until it spreads over several elements.
    fn descend(&self) -> usize {
        let mut here = 0;
        loop {
            let node = &self.tree.nodes[here];
            let whole = self.within(here);
            let mut child = here + 1;
            let mut best: Option<(f64, usize)> = None;
            while child < node.end {
                let prose = if self.off[child] { 0.0 } else { self.within(child) };
                if best.is_none_or(|(most, _)| prose > most) {
                    best = Some((prose, child));
                }
                child = self.tree.nodes[child].end;
            }
            match best {
                Some((prose, child))
                    if prose >= whole * 0.7 && self.tree.nodes[child].tag != Tag::Paragraph =>
                {
                    here = child;
                }
                _ => return here,
            }
        }
    }

    /// Lines worth keeping among those of the article's element.
    fn sift(&self, blocks: &[&Block], title: &str) -> String {
        let mut kept: Vec<&Block> = Vec::new();
        for block in blocks {
            if block.text == title || self.keeps(block) {
                kept.push(block);
            }
        }
        while let Some(last) = kept.last()
            && (matches!(last.tag, Tag::Heading(_)) || kept.len() > 2 && about_the_author(last))
        {
            kept.pop();
        }
        let mut out = String::new();
        for block in kept {
            out.push_str(&block.text);
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn keeps(&self, block: &Block) -> bool {
        if block.chars < 400
            && rules::rule(&block.text)
                .is_some_and(|rule| !matches!(rule, "credit" | "print note" | "post"))
        {
            return false;
        }
        if matches!(block.tag, Tag::Heading(_)) {
            return block.tag == Tag::Heading(1) || block.link_density() < 0.9;
        }
        let words = block.words();
        if block.link_density() > 0.8 && !(block.stops() && words > 12) {
            return self.listed(block);
        }
        let loose =
            matches!(block.tag, Tag::Box | Tag::Article | Tag::Header | Tag::Main | Tag::Other);
        !loose || words > 4 || block.stops() || block.bold * 10 >= block.chars * 9
    }

    /// Whether a line that is all link stands in a list or table that is more than links.
    fn listed(&self, block: &Block) -> bool {
        let Some(list) = std::iter::once(block.holder)
            .chain(self.tree.ancestors(block.holder))
            .take(4)
            .find(|index| matches!(self.tree.nodes[*index].tag, Tag::List | Tag::Table))
        else {
            return false;
        };
        let range = self.first[list]..self.first[self.tree.nodes[list].end];
        let blocks = &self.blocks[range];
        let linked: usize = blocks.iter().map(|block| block.linked).sum();
        let chars: usize = blocks.iter().map(|block| block.chars).sum();
        blocks.len() >= 3 && linked * 2 < chars
    }
}

/// A last line all in bold or italic that says who somebody is: the author, not the matter.
fn about_the_author(block: &Block) -> bool {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){1,3},? (?:is|was) (?:a|an|the) ")
            .expect("the pattern is fixed and valid")
    });
    block.bold * 10 >= block.chars * 9 && WHO.is_match(&block.text)
}

/// Elements left out by what they are called, save those that hold most of the prose.
fn off_by_name(tree: &Tree, offs: &[Off]) -> Vec<bool> {
    let all = blocks::cut(tree, |index| offs[index] == Off::Always);
    let (prose, first) = sums(tree, &all);
    let total = prose.last().copied().unwrap_or(0.0).max(1.0);
    let within = |index: usize| prose[first[tree.nodes[index].end]] - prose[first[index]];
    let left_out = |(index, off): (usize, &Off)| match off {
        Off::No => false,
        Off::Named => within(index) <= total * MOST,
        Off::Comments => within(index) <= total * MOST_COMMENTS,
        Off::Always => true,
    };
    offs.iter().enumerate().map(left_out).collect()
}

/// Elements left out where a rule says what the article is: what the rule names, and inside the
/// article what would be left out anyway.
fn off_by_rule(tree: &Tree, offs: &[Off], chosen: &[usize], left_out: &[usize]) -> Vec<bool> {
    let mut off: Vec<bool> = offs.iter().map(|off| *off == Off::Always).collect();
    for index in chosen {
        off[*index] = false;
        for inner in index + 1..tree.nodes[*index].end {
            off[inner] = offs[inner] != Off::No;
        }
    }
    for index in left_out {
        off[*index] = true;
    }
    off
}

/// Prose before each block summed up, and the first block at or after each node.
fn sums(tree: &Tree, blocks: &[Block]) -> (Vec<f64>, Vec<usize>) {
    let mut prose = Vec::with_capacity(blocks.len() + 1);
    let mut sum = 0.0;
    prose.push(0.0);
    for block in blocks {
        sum += weight(block);
        prose.push(sum);
    }
    let mut first = Vec::with_capacity(tree.nodes.len() + 1);
    let mut at = 0;
    for index in 0..=tree.nodes.len() {
        while at < blocks.len() && blocks[at].node < index {
            at += 1;
        }
        first.push(at);
    }
    (prose, first)
}

/// How much a line looks like prose.
fn weight(block: &Block) -> f64 {
    let density = block.link_density();
    if block.chars < 40 || density > 0.5 || matches!(block.tag, Tag::Heading(_)) {
        return 0.0;
    }
    let sentence = if block.stops() { 1.0 } else { 0.4 };
    block.chars.min(1_500) as f64 * (1.0 - density) * sentence
}
