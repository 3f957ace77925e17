//! The key file behind a hardware module: SoftHSM, a module in software that speaks the same PKCS#11 as real ones.

use crate::commands::a_union;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LIBRARIES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];

/// A module with one token, in a folder of its own.
struct Module {
    library: &'static str,
    folder: PathBuf,
}

impl Module {
    /// Makes a token; none when SoftHSM is not on this machine.
    fn make(folder: &Path) -> Option<Self> {
        let library = LIBRARIES.into_iter().find(|file| Path::new(file).exists());
        let Some(library) = library else {
            eprintln!("SKIPPED: SoftHSM is not installed (apt-get install softhsm2)");
            return None;
        };
        let tokens = folder.join("tokens");
        std::fs::create_dir_all(&tokens).unwrap();
        let conf = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
        std::fs::write(folder.join("softhsm2.conf"), conf).unwrap();
        let module = Self {
            library,
            folder: folder.to_owned(),
        };
        let made = module
            .command("softhsm2-util")
            .args([
                "--init-token",
                "--free",
                "--label",
                "union",
                "--so-pin",
                "12345678",
                "--pin",
                "87654321",
            ])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        Some(module)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
            .env_remove("GUILDHALL_DATABASE_URL");
        command
    }

    /// Runs the program beside the module.
    fn guildhall(&self, data: &Path, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_guildhall"));
        command.arg("--data").arg(data).args(arguments).output().unwrap()
    }

    /// Names the module in the configuration of a data folder.
    fn configure(&self, data: &Path, pin: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let file = data.join("keys/module.pin");
        std::fs::write(&file, pin).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let table = format!(
            "[keys.module]\nlibrary = \"{}\"\ntoken = \"union\"\npin_file = \"keys/module.pin\"\n",
            self.library
        );
        std::fs::write(data.join("guildhall.toml"), table).unwrap();
    }
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_key_file_is_sealed_by_the_module_and_opens_with_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let Some(module) = Module::make(folder.path()) else {
        return;
    };
    let data = folder.path().join("data");
    a_union(&data);
    let file = data.join("keys/master.key");
    let clear = std::fs::read_to_string(&file).unwrap();
    let digits = clear.split_whitespace().nth(1).unwrap();

    module.configure(&data, "87654321");
    let status = module.guildhall(&data, &["keys", "status"]);
    assert!(status.status.success(), "{}", text(&status));
    assert!(
        text(&status).contains(clear.split_whitespace().next().unwrap()),
        "the same key"
    );
    let sealed = std::fs::read_to_string(&file).unwrap();
    assert!(sealed.starts_with("guildhall-keys sealed v1\n") && !sealed.contains(digits));
    for command in [&["keys", "rotate"][..], &["verify"], &["scrub"]] {
        let done = module.guildhall(&data, command);
        assert!(done.status.success(), "{command:?}: {}", text(&done));
    }

    module.configure(&data, "00000000");
    let wrong = module.guildhall(&data, &["keys", "status"]);
    assert!(
        !wrong.status.success() && text(&wrong).contains("hardware module"),
        "{}",
        text(&wrong)
    );
    std::fs::remove_file(data.join("guildhall.toml")).unwrap();
    let without = module.guildhall(&data, &["keys", "status"]);
    assert!(
        !without.status.success() && text(&without).contains("sealed by a hardware module"),
        "{}",
        text(&without)
    );
    module.configure(&data, "87654321");
    let mut changed = std::fs::read(&file).unwrap();
    let last = changed.len() - 2;
    changed[last] = if changed[last] == b'0' { b'1' } else { b'0' };
    std::fs::write(&file, changed).unwrap();
    let changed = module.guildhall(&data, &["keys", "status"]);
    assert!(!changed.status.success(), "{}", text(&changed));
}
