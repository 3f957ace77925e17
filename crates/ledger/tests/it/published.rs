//! The published tiles, read as a client reads them: by the reader of the crate `tlog_tiles`, which checks each tile.

use crate::log::{fill, key, migrations, sign};
use guildhall_ledger::tree::Hash;
use guildhall_ledger::{Checkpoint, log, published};
use guildhall_store::testing::TestDatabase;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tlog_tiles::{Error, HashReader as _, Tile, TileHashReader, TileReader};

/// Tiles that were fetched; notes those that are wanted and are not there yet.
#[derive(Default)]
struct Client {
    tiles: BTreeMap<String, Vec<u8>>,
    wanted: RefCell<BTreeSet<String>>,
}

/// The path of a tile in C2SP tlog-tiles, which leaves the height out.
fn path(tile: &Tile) -> String {
    tile.path().replacen("tile/8/", "", 1)
}

impl TileReader for Client {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let missing = tiles
            .iter()
            .map(path)
            .filter(|path| !self.tiles.contains_key(path));
        self.wanted.borrow_mut().extend(missing);
        let found = tiles.iter().map(|tile| self.tiles.get(&path(tile)).cloned());
        found.collect::<Option<Vec<_>>>().ok_or(Error::InvalidTile)
    }

    fn save_tiles(&self, _tiles: &[Tile], _data: &[Vec<u8>]) {}
}

impl Client {
    /// Asks, fetches what was wanted, and asks again.
    async fn ask<T>(
        &mut self,
        test: &TestDatabase,
        stated: &Checkpoint,
        question: impl Fn(&TileHashReader<'_>) -> Result<T, Error>,
    ) -> T {
        for _ in 0..8 {
            let answer = question(&TileHashReader::new(stated.size, stated.root, self));
            let wanted = self.wanted.take();
            if wanted.is_empty() {
                return answer.unwrap();
            }
            let mut connection = test.database.read(test.realm).await.unwrap();
            for path in wanted {
                let tile = published::tile(&mut connection, &path).await.unwrap().unwrap();
                self.tiles.insert(path, tile);
            }
        }
        panic!("the client wants tiles without end");
    }
}

async fn stated(test: &TestDatabase, number: u64) -> Checkpoint {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let kept = log::checkpoints(&mut connection, number - 1, 1)
        .await
        .unwrap()
        .remove(0);
    key().verifying_key().unwrap().open(&kept.note).unwrap()
}

guildhall_store::on_both_databases! { migrations();
    /// A client with the public key alone proves inclusion and consistency from what is published.
    async fn a_client_proves_inclusion_and_consistency_from_the_published_tiles(test: &TestDatabase) {
        fill(test, 300).await;
        sign(test).await;
        fill(test, 700).await;
        sign(test).await;
        let (older, newer) = (stated(test, 1).await, stated(test, 2).await);
        let mut client = Client::default();
        for index in [0, 255, 256, 511, 999] {
            let leaf = client.ask(test, &newer, |reader| {
                reader.read_hashes(&[tlog_tiles::stored_hash_index(0, index)])
            });
            let leaf: Hash = leaf.await[0];
            let proof = client.ask(test, &newer, |reader| tlog_tiles::prove_record(newer.size, index, reader)).await;
            tlog_tiles::check_record(&proof, newer.size, newer.root, index, leaf).unwrap();
        }
        let proof = client.ask(test, &newer, |reader| tlog_tiles::prove_tree(newer.size, older.size, reader)).await;
        tlog_tiles::check_tree(&proof, newer.size, newer.root, older.size, older.root).unwrap();
        assert!(client.tiles.keys().any(|path| path.contains(".p/")), "partial tiles were read, too");
    }

    /// Only what the newest checkpoint vouches for is given out, and only under its one address.
    async fn nothing_beyond_the_checkpoint_is_published(test: &TestDatabase) {
        fill(test, 300).await;
        sign(test).await;
        fill(test, 10).await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let mut bytes = async |path: &str| {
            published::tile(&mut connection, path).await.unwrap().map(|tile| tile.len())
        };
        assert_eq!(bytes("0/000").await, Some(256 * 32));
        assert_eq!(bytes("0/001.p/44").await, Some(44 * 32));
        assert_eq!(bytes("0/001.p/7").await, Some(7 * 32), "earlier partial tiles stay");
        assert_eq!(bytes("1/000.p/1").await, Some(32));
        for none in ["0/001", "0/001.p/45", "0/001.p/0", "0/002.p/1", "2/000.p/1", "data/000", "entries/000",
            "0/1", "0/x000/000", "9/000", "", "0", "0/000.p/256", "../0/000", "64/000.p/1"] {
            assert_eq!(bytes(none).await, None, "{none}");
        }
    }
}
