//! How an input is made: one of the corpus, bent a few times. The same number always gives the same.

/// A small random number generator (xorshift with a multiplier), seeded by target and number.
#[derive(Debug)]
pub(crate) struct Dice(u64);

/// No input grows beyond this.
const LARGEST: usize = 400 * 1024;

impl Dice {
    pub(crate) fn new(target: &str, number: u64) -> Self {
        let name = target.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mut dice = Self((name ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `most` (0 where that is 0).
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % most.max(1)
    }

    /// A part of the bytes, mostly short.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        let most = if self.below(4) == 0 { bytes.len() } else { 64 };
        let end = (start + self.below(most + 1)).min(bytes.len());
        start..end
    }

    /// The next input.
    pub(crate) fn bend(&mut self, corpus: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
        let mut input = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(6) {
            self.once(&mut input, corpus, words);
            input.truncate(LARGEST);
        }
        input
    }

    fn once(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>], words: &[&str]) {
        match self.below(12) {
            0 => {
                for _ in 0..=self.below(8) {
                    let at = self.below(input.len());
                    let byte = self.next().to_le_bytes()[3];
                    if let Some(slot) = input.get_mut(at) {
                        *slot = byte;
                    }
                }
            }
            1 => input.truncate(self.below(input.len() + 1)),
            2 => drop(input.drain(self.part(input))),
            3 => {
                let copy = input[self.part(input)].to_vec();
                self.insert(input, &copy);
            }
            // The other half of another document.
            4 => {
                let other = &corpus[self.below(corpus.len())];
                let tail = other[self.below(other.len() + 1)..].to_vec();
                input.truncate(self.below(input.len() + 1));
                input.extend(tail);
            }
            5 => {
                let other = &corpus[self.below(corpus.len())];
                let piece = other[self.part(other)].to_vec();
                self.insert(input, &piece);
            }
            6..=8 => {
                let word = words[self.below(words.len())];
                self.insert(input, word.as_bytes());
            }
            // Depth and length: one word very often.
            9 => {
                let word = words[self.below(words.len())];
                let times = 1 << self.below(14);
                self.insert(input, word.repeat(times).as_bytes());
            }
            10 => {
                let piece = input[self.part(input)].to_vec();
                let times = 1 << self.below(9);
                let all = piece.repeat(times.min(LARGEST / piece.len().max(1)));
                self.insert(input, &all);
            }
            // Another charset.
            _ => {
                let text = String::from_utf8_lossy(input).into_owned();
                let wide = text.encode_utf16();
                *input = match self.below(4) {
                    0 => wide.flat_map(u16::to_le_bytes).collect(),
                    1 => wide.flat_map(u16::to_be_bytes).collect(),
                    2 => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
                    _ => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
                };
            }
        }
    }

    fn insert(&mut self, input: &mut Vec<u8>, piece: &[u8]) {
        let at = self.below(input.len() + 1);
        input.splice(at..at, piece.iter().copied());
    }
}
