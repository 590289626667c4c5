use std::io::{Read, Write};
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let mut out = std::fs::File::create(std::env::args().nth(2).unwrap()).unwrap();
    let gold: serde_json::Value = serde_json::from_slice(&std::fs::read(format!("{dir}/gold.json")).unwrap()).unwrap();
    let mut times = vec![];
    for g in gold.as_array().unwrap() {
        let name = g["file"].as_str().unwrap();
        let o = std::process::Command::new("zcat").arg(format!("{dir}/{name}")).output().unwrap().stdout;
        let url = url::Url::parse(g["url"].as_str().unwrap()).ok();
        let t = std::time::Instant::now();
        let p = cpec_watch::article::page::read(&o, None, url.as_ref());
        times.push(t.elapsed().as_secs_f64() * 1e3);
        writeln!(out, "{}", serde_json::json!({"file": name, "text": p.text, "title": p.title, "published": p.published.map(|t| t.to_string()), "modified": p.modified.map(|t| t.to_string()), "author": p.author, "language": p.language, "canonical": p.canonical, "site": p.site, "wall": p.wall.map(|w| w.name()), "warnings": p.warnings})).unwrap();
    }
    times.sort_by(f64::total_cmp);
    eprintln!("median {:.2} ms, mean {:.2}, max {:.2}", times[times.len() / 2], times.iter().sum::<f64>() / times.len() as f64, times[times.len() - 1]);
    let _ = std::io::stdin().take(0).read(&mut []);
}
