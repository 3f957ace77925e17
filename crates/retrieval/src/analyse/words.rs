//! The tokenizer of the field of dictionary words: folded text cut by the segmenter.
//!
//! Words do not rank (measured: characters rank better); they tell which pieces of a question are words.

use super::runs::Folded;
use guildhall_language::words::{Word, segment_for_search};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts text into dictionary words.
#[derive(Clone, Default)]
pub struct WordTokenizer;

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let folded: String = Folded::of(text).chars.into_iter().collect();
        WordStream {
            words: segment_for_search(&folded).into_iter(),
            token: Token::default(),
        }
    }
}

/// The words of one text.
pub struct WordStream {
    words: std::vec::IntoIter<Word>,
    token: Token,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text = word.text;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
