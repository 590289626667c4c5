//! The store against the world: copies while it is written, damage, a full disk, and what is let go.

use std::path::{Path, PathBuf};

use cpec_watch::{
    io::store::{Retention, Soundness, Store, StoreError, backup_folder, restore},
    model::{article::Article, notice::NoticeId},
};
use jiff::{SignedDuration, Timestamp};

use crate::story::at;

fn article(n: usize) -> Article {
    use cpec_watch::model::article::ArticleId;
    Article {
        id: ArticleId(format!("a{n}")),
        url: format!("https://paper.example/{n}"),
        outlet: "Paper".into(),
        source: None,
        lang: "en".into(),
        title: format!("Story {n}"),
        text: format!("Text of story {n}. ").repeat(60),
        author: None,
        published: None,
        modified: None,
        fingerprint: n as u64,
    }
}

fn fill(store: &mut Store, from: usize, count: usize, now: Timestamp) {
    let tx = store.begin().unwrap();
    for n in from..from + count {
        let article = article(n);
        tx.save_article(&article, None, now).unwrap();
        tx.mark_seen(None, &[(vec![article.url.clone()], Some(article.id.clone()))], now).unwrap();
    }
    tx.commit().unwrap();
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cpec-watch.db");
    (folder, path)
}

/// Overwrites pages in the middle of a file, as a failing disk does.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 12_000].fill(0x5a);
    std::fs::write(path, bytes).unwrap();
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

#[test]
fn a_copy_made_while_others_write_is_whole_and_can_be_put_back() {
    let (folder, path) = place();
    let now = at("2026-01-01T00:00:00Z");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, 0, 300, now);
    let writer = std::thread::spawn({
        let path = path.clone();
        move || {
            let mut other = Store::open(path).unwrap();
            (0..40).for_each(|n| fill(&mut other, 300 + n * 5, 5, now));
        }
    });
    let copies: Vec<PathBuf> = (0..5).map(|n| folder.path().join(format!("copy-{n}.db"))).collect();
    copies.iter().for_each(|copy| store.backup(copy).unwrap());
    writer.join().unwrap();
    for copy in &copies {
        let copied = Store::open_read_only(copy).unwrap();
        assert_eq!(copied.integrity().unwrap(), Soundness::Sound);
        let articles = copied.prints_since(Timestamp::MIN).unwrap().len();
        assert!(
            articles >= 300 && articles.is_multiple_of(5),
            "half a check in a copy: {articles}"
        );
    }
    fill(&mut store, 9000, 5, now);
    drop(store);
    let done = restore(&copies[0], &path, now).unwrap();
    let kept = Store::open_read_only(done.kept.unwrap()).unwrap();
    assert_eq!(kept.prints_since(Timestamp::MIN).unwrap().len(), 505, "what stood is kept");
    let back = Store::open(&path).unwrap();
    assert!(back.article(&article(9000).id).unwrap().is_none());
    assert!(back.article(&article(7).id).unwrap().is_some());
}

#[test]
fn a_damaged_store_is_refused_with_the_way_back_and_the_way_back_works() {
    let (_folder, path) = place();
    let now = at("2026-01-01T00:00:00Z");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, 0, 400, now);
    let day = SignedDuration::from_hours(24);
    let good = store.backup_if_older(&backup_folder(&path), day, 2, now).unwrap().unwrap();
    drop(store);
    damage(&path);
    let error = Store::open(&path).unwrap_err().to_string();
    assert!(error.contains("the database is damaged"), "{error}");
    assert!(error.contains(&format!("cpec-watch restore {}", good.display())), "{error}");
    restore(&good, &path, now).unwrap();
    let back = Store::open(&path).unwrap();
    assert_eq!(back.integrity().unwrap(), Soundness::Sound);
    assert_eq!(back.prints_since(Timestamp::MIN).unwrap().len(), 400);
}

#[test]
fn a_damaged_store_never_pushes_a_good_copy_out() {
    let (_folder, path) = place();
    let mut now = at("2026-01-01T00:00:00Z");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, 0, 400, now);
    let (day, folder) = (SignedDuration::from_hours(24), backup_folder(&path));
    let good = store.backup_if_older(&folder, day, 1, now).unwrap().unwrap();
    let keep = Retention { other_articles: None, texts: None, looks: None, notices: None };
    store.prune(now, &keep).unwrap(); // empties the write-ahead log into the file
    drop(store);
    damage(&path);
    let store = Store::open_read_only(&path).unwrap(); // as one that has been open all along
    for _ in 0..3 {
        now += day;
        let error = store.backup_if_older(&folder, day, 1, now).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    }
    let there: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
    assert_eq!(there, [good], "the good one and nothing else");
}

#[test]
fn copies_are_made_once_a_day_and_the_newest_are_kept() {
    let (_folder, path) = place();
    let mut now = at("2026-01-01T00:00:00Z");
    let store = Store::open(&path).unwrap();
    let (day, folder) = (SignedDuration::from_hours(24), backup_folder(&path));
    let mut made = 0;
    for _ in 0..24 * 10 {
        made += usize::from(store.backup_if_older(&folder, day, 3, now).unwrap().is_some());
        now += SignedDuration::from_hours(1);
    }
    assert_eq!(made, 10);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);
    // A clock that was put back by a month: a copy is made, none is thrown away for its date.
    now -= SignedDuration::from_hours(24 * 30);
    assert!(store.backup_if_older(&folder, day, 3, now).unwrap().is_some());
    assert!(store.backup_if_older(&folder, day, 3, now).unwrap().is_none(), "once a day then too");
}

#[test]
fn a_full_disk_stores_nothing_by_halves_and_says_so() {
    let (_folder, path) = place();
    let now = at("2026-01-01T00:00:00Z");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, 0, 10, now);
    let tx = store.begin().unwrap();
    tx.limit_growth(3).unwrap();
    let failed = (10..400).find_map(|n| tx.save_article(&article(n), None, now).err()).unwrap();
    assert!(failed.to_string().contains("the disk is full, nothing of this was stored"));
    drop(tx);
    assert_eq!(store.prints_since(Timestamp::MIN).unwrap().len(), 10);
    assert_eq!(store.integrity().unwrap(), Soundness::Sound);
    let tx = store.begin().unwrap();
    tx.limit_growth(1 << 20).unwrap();
    tx.commit().unwrap();
    fill(&mut store, 10, 10, now);
    assert_eq!(
        store.prints_since(Timestamp::MIN).unwrap().len(),
        20,
        "it goes on when there is room"
    );
}

#[test]
fn what_was_let_go_is_still_known_as_seen() {
    let (_folder, path) = place();
    let then = at("2026-01-01T00:00:00Z");
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, 0, 50, then);
    let now = then + SignedDuration::from_hours(24 * 40);
    fill(&mut store, 50, 50, now);
    let month = Some(SignedDuration::from_hours(24 * 30));
    let keep = Retention { other_articles: month, texts: None, looks: month, notices: month };
    assert_eq!(store.prune(now, &keep).unwrap().articles, 50);
    assert!(store.article(&article(3).id).unwrap().is_none());
    assert!(store.article(&article(60).id).unwrap().is_some());
    let keys: Vec<_> = (0..101).map(|n| vec![article(n).url]).collect();
    let unseen = store.unseen(&keys).unwrap();
    assert_eq!(unseen.iter().filter(|new| **new).count(), 1, "only the hundred-and-first is new");
    assert_eq!(store.prune(now, &keep).unwrap().articles, 0);
    assert_eq!(store.retry(&[NoticeId(1)], now).unwrap(), 0);
}
