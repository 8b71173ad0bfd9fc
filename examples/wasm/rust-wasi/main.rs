//! Plain Rust with its standard library, nothing of Vouch: reads a text from the standard input, which is the private input, and prints
//! how many words and different words it has and the most frequent ones; the standard output is the public output.
use std::collections::HashMap;
use std::io::{self, BufRead};

fn main() -> io::Result<()> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    let mut words = 0;
    for line in io::stdin().lock().lines() {
        for word in line?.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *counts.entry(word.to_lowercase()).or_default() += 1;
            words += 1;
        }
    }
    assert!(words > 0, "the input has no words");
    let mut ranking: Vec<_> = counts.iter().collect();
    ranking.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    println!("{words} words, {} of them different", ranking.len());
    for (word, count) in ranking.iter().take(3) {
        println!("{count:>5} {word}");
    }
    eprintln!("average length {:.2}", counts.iter().map(|(word, count)| word.chars().count() * *count as usize).sum::<usize>() as f64 / words as f64);
    Ok(())
}
