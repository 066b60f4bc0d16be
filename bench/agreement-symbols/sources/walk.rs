// Traits, closures, iterators and generics.
use std::collections::HashMap;
use std::fmt::Display;

trait Weigh {
    fn weigh(&self) -> usize;
}

impl<T: Display> Weigh for Vec<T> {
    fn weigh(&self) -> usize {
        self.iter().map(|item| item.to_string().len()).filter(|n| n % 2 == 0).sum()
    }
}

fn count(words: &[String]) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for word in words {
        *counts.entry(word.as_str()).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    println!("{} {:?}", words.weigh(), count(&words));
}
