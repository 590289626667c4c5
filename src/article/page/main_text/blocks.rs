//! Nodes → lines of text: a line for each paragraph, heading, item or cell, with what it is made of.

use crate::article::tree::{Tag, Tree};

/// A line of the page.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// What it says, folded.
    pub(super) text: String,
    /// Characters.
    pub(super) chars: usize,
    /// Characters inside links.
    pub(super) linked: usize,
    /// Characters in bold or italic type.
    pub(super) bold: usize,
    /// What holds it: paragraph, heading, item, cell, box …
    pub(super) tag: Tag,
    /// The element that holds it.
    pub(super) holder: usize,
    /// Its first text node.
    pub(super) node: usize,
}

impl Block {
    /// Share of its characters inside links.
    pub(super) fn link_density(&self) -> f64 {
        self.linked as f64 / self.chars.max(1) as f64
    }

    /// Ends like a sentence.
    pub(super) fn stops(&self) -> bool {
        let tail = self.text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
        tail.ends_with(['.', '!', '?', '…', '۔', '。', '！', '？', ':', ';'])
    }

    /// How many words, roughly: scripts without spaces count two characters a word.
    pub(super) fn words(&self) -> usize {
        let spaces = self.text.split(' ').count();
        if spaces * 12 < self.chars { self.chars / 2 } else { spaces }
    }
}

/// Cuts the page into lines, leaving out the subtrees that `skip` names. The skip of a node holds
/// for its whole subtree.
pub(super) fn cut(tree: &Tree, skip: impl Fn(usize) -> bool) -> Vec<Block> {
    let mut out = Vec::new();
    let mut line = Line::default();
    let (mut links_end, mut bold_end) = (0, 0);
    // Ends of the block elements that are open: a line ends with its element.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut index = 0;
    while index < tree.nodes.len() {
        while let Some((_, end)) = open.last()
            && *end <= index
        {
            line.flush(tree, &mut out);
            open.pop();
        }
        let node = &tree.nodes[index];
        if skip(index) {
            if !node.tag.is_inline() {
                line.flush(tree, &mut out);
            }
            index = node.end;
            continue;
        }
        match node.tag {
            Tag::Text => {
                let holder = open.last().map_or(0, |(holder, _)| *holder);
                line.push(node.text, (index, holder), (index < links_end, index < bold_end));
            }
            Tag::Link => links_end = links_end.max(node.end),
            Tag::Inline if matches!(node.name(), "b" | "strong" | "em" | "i") => {
                bold_end = bold_end.max(node.end);
            }
            Tag::Inline | Tag::Time => {}
            Tag::Break => line.flush(tree, &mut out),
            _ => {
                line.flush(tree, &mut out);
                open.push((index, node.end));
            }
        }
        index += 1;
    }
    line.flush(tree, &mut out);
    out
}

#[derive(Default)]
struct Line {
    text: String,
    linked: usize,
    bold: usize,
    node: usize,
    holder: usize,
}

impl Line {
    fn push(&mut self, text: &str, (node, holder): (usize, usize), (linked, bold): (bool, bool)) {
        if self.text.is_empty() {
            self.node = node;
            self.holder = holder;
        }
        let before = self.text.len();
        crate::article::tree::push_folded(&mut self.text, text);
        if linked || bold {
            let chars = self.text[before.min(self.text.len())..].chars().count();
            self.linked += if linked { chars } else { 0 };
            self.bold += if bold { chars } else { 0 };
        }
    }

    fn flush(&mut self, tree: &Tree, out: &mut Vec<Block>) {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            let chars = text.chars().count();
            let linked = self.linked.min(chars);
            let tag = tree.nodes[self.holder].tag;
            let bold = self.bold.min(chars);
            out.push(Block {
                text,
                chars,
                linked,
                bold,
                tag,
                holder: self.holder,
                node: self.node,
            });
        }
        self.linked = 0;
        self.bold = 0;
    }
}
