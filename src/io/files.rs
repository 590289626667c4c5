//! Finds and reads what the operator wrote: configuration, sources, profile, seeds and secrets.
//! Where nothing is written, what is built into the program holds.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use crate::{
    config::{self, Config, ConfigError, Listen, Origin, Transport},
    profile::{Profile, ProfileError},
};

const MAIN: &str = "cpec-watch.toml";
const SOURCES: &str = "sources.toml";
const BUILT_IN_PROFILE: &str = "cpec-security";
const CREDENTIAL: &str = "mail-password";

/// The seed documents built into the program.
const SEEDS: [(&str, &str); 5] = [
    (
        "000-special-unit-islamabad.toml",
        include_str!("../../seeds/000-special-unit-islamabad.toml"),
    ),
    (
        "001-beijing-presses-islamabad.toml",
        include_str!("../../seeds/001-beijing-presses-islamabad.toml"),
    ),
    (
        "002-special-protection-unit.toml",
        include_str!("../../seeds/002-special-protection-unit.toml"),
    ),
    (
        "003-beijing-own-security-staff.toml",
        include_str!("../../seeds/003-beijing-own-security-staff.toml"),
    ),
    (
        "004-growing-security-footprint.toml",
        include_str!("../../seeds/004-growing-security-footprint.toml"),
    ),
];

/// Everything that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// The topic.
    pub profile: Profile,
    /// Name and text of each seed document.
    pub seeds: Vec<(String, String)>,
    /// Where it was read from, and where state goes.
    pub paths: Paths,
}

/// Where things lie. `None` is what is built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `cpec-watch.toml`.
    pub main: Option<PathBuf>,
    /// `sources.toml`.
    pub sources: Option<PathBuf>,
    /// The folder of the profile.
    pub profile: Option<PathBuf>,
    /// The folder of the seeds.
    pub seeds: Option<PathBuf>,
    /// The folder of the store; not made yet.
    pub state: PathBuf,
    /// The folder of `.eml` files, where mail goes into one.
    pub mail: PathBuf,
}

/// Why the configuration does not load.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder that was asked for.
    #[error("{}: {reason}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// Faults of the configuration, all of them.
    #[error("{}", lines(.0))]
    Config(Vec<ConfigError>),
    /// Faults of the profile, all of them.
    #[error("{}", lines(.0))]
    Profile(Vec<ProfileError>),
    /// A name without a folder.
    #[error(
        "watch.profile: there is no profile {name:?}; there {}. Write one of these, or make a folder \
             of that name in profiles/ beside cpec-watch.toml",
        those(known)
    )]
    UnknownProfile {
        /// As written in `watch.profile`.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
}

fn lines(errors: &[impl ToString]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn those(names: &[String]) -> String {
    match names {
        [one] => format!("is {one:?}"),
        names => format!("are {names:?}"),
    }
}

/// What surrounds the program: its environment and the places that are looked into.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Environment variables.
    pub env: BTreeMap<String, String>,
    /// The current folder.
    pub here: PathBuf,
    /// The machine's configuration folder.
    pub etc: PathBuf,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self {
            env: env::vars_os().filter_map(text).collect(),
            here: env::current_dir().unwrap_or_default(),
            etc: PathBuf::from("/etc/cpec-watch"),
        }
    }

    fn variable(&self, name: &str) -> Option<&String> {
        self.env.get(name).filter(|value| !value.is_empty())
    }
}

/// Finds and reads everything; `explicit` is `--config`, a file or its folder.
pub fn load(explicit: Option<&Path>) -> Result<Loaded, LoadError> {
    load_from(explicit, &Surroundings::of_process())
}

/// The same in given surroundings.
pub fn load_from(explicit: Option<&Path>, around: &Surroundings) -> Result<Loaded, LoadError> {
    let main = find(explicit, around)?;
    let folder = main.as_ref().and_then(|path| path.parent()).map(Path::to_path_buf);
    let sources = folder.as_ref().map(|folder| folder.join(SOURCES)).filter(|path| path.exists());
    let (main_text, sources_text) =
        (text_or(main.as_ref(), "")?, text_or(sources.as_ref(), config::SOURCES)?);
    let (main_name, sources_name) = (name(main.as_ref(), MAIN), name(sources.as_ref(), SOURCES));
    let mut config =
        Config::parse((&main_name, &main_text), (&sources_name, &sources_text), &around.env)
            .map_err(LoadError::Config)?;
    settle_paths(&mut config, folder.as_deref());
    take_password(&mut config, around)?;
    take_roots(&mut config)?;
    let (profile_folder, profile) = profile(&config, folder.as_deref())?;
    let types: Vec<&str> = profile.types.iter().map(|kind| kind.id.as_str()).collect();
    let places: Vec<&str> = profile.places.iter().map(|place| place.id.as_str()).collect();
    let unknown = config.unknown_names(&types, &places);
    if !unknown.is_empty() {
        return Err(LoadError::Config(unknown));
    }
    let (seeds_folder, seeds) = seeds(&config, folder.as_deref())?;
    let state = state(&config, main.as_deref(), around);
    let mail = match &config.mail.transport {
        Transport::Folder(Some(folder)) => folder.clone(),
        _ => state.join("mail"),
    };
    let paths = Paths { main, sources, profile: profile_folder, seeds: seeds_folder, state, mail };
    Ok(Loaded { config, profile, seeds, paths })
}

/// The configuration file, in the order of the look-up.
fn find(explicit: Option<&Path>, around: &Surroundings) -> Result<Option<PathBuf>, LoadError> {
    let variable = around.variable("CPEC_WATCH_CONFIG").map(PathBuf::from);
    if let Some(path) = explicit.map(Path::to_path_buf).or(variable) {
        let path = around.here.join(path);
        let file = if path.is_dir() { path.join(MAIN) } else { path };
        if file.exists() {
            return Ok(Some(file));
        }
        let reason = "there is no such file; name a cpec-watch.toml or its folder with --config or \
                      CPEC_WATCH_CONFIG";
        return Err(LoadError::Read { path: file, reason: reason.to_owned() });
    }
    let places = [around.here.join("config").join(MAIN), around.etc.join(MAIN)];
    Ok(places.into_iter().find(|path| path.exists()))
}

fn text_or(path: Option<&PathBuf>, built_in: &str) -> Result<String, LoadError> {
    path.map_or_else(|| Ok(built_in.to_owned()), |path| read(path))
}

fn read(path: &Path) -> Result<String, LoadError> {
    fs::read_to_string(path).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::InvalidData => "is not UTF-8 text; save it as UTF-8".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "may not be read by this user; change its owner or mode".to_owned()
            }
            _ => format!("cannot be read: {error}"),
        };
        LoadError::Read { path: path.to_path_buf(), reason }
    })
}

fn name(path: Option<&PathBuf>, built_in: &str) -> String {
    path.map_or_else(|| format!("built-in {built_in}"), |path| path.display().to_string())
}

/// Written paths are relative to the folder of the file they are written in.
fn settle_paths(config: &mut Config, folder: Option<&Path>) {
    let Some(folder) = folder else { return };
    let transport = match &mut config.mail.transport {
        Transport::Folder(path) => path,
        Transport::Smtp(smtp) => {
            smtp.ca_file = smtp.ca_file.take().map(|path| folder.join(path));
            &mut smtp.password_file
        }
    };
    let watch = &mut config.watch;
    let paths = [
        &mut watch.state,
        &mut watch.seeds,
        &mut watch.templates,
        &mut config.http.ca_file,
        &mut config.backup.folder,
        transport,
    ];
    for path in paths.into_iter().flatten() {
        *path = folder.join(&*path);
    }
    if let Some(Listen::Socket(path)) = &mut config.health.listen {
        *path = folder.join(&*path);
    }
}

/// The certificates of `[mail] ca_file`.
fn take_roots(config: &mut Config) -> Result<(), LoadError> {
    let Transport::Smtp(smtp) = &mut config.mail.transport else { return Ok(()) };
    let Some(path) = &smtp.ca_file else { return Ok(()) };
    let text = read(path)?;
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        let reason = "holds no PEM certificate (-----BEGIN CERTIFICATE-----)".to_owned();
        return Err(LoadError::Read { path: path.clone(), reason });
    }
    smtp.roots = text.into_bytes();
    Ok(())
}

/// The password of the mail server: the environment, then the file, then the credential.
fn take_password(config: &mut Config, around: &Surroundings) -> Result<(), LoadError> {
    let Transport::Smtp(smtp) = &config.mail.transport else { return Ok(()) };
    if smtp.password.is_some() || smtp.username.is_none() {
        return Ok(());
    }
    let credential = around.variable("CREDENTIALS_DIRECTORY");
    let credential = credential.map(|folder| Path::new(folder).join(CREDENTIAL));
    let (path, origin) = match (&smtp.password_file, credential.filter(|path| path.exists())) {
        (Some(path), _) => (path.clone(), Origin::SecretFile(path.display().to_string())),
        (None, Some(path)) => (path, Origin::Credential(CREDENTIAL.to_owned())),
        (None, None) => return Ok(()),
    };
    let password = read(&path)?;
    let password = password.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        let reason = "holds no password; write it into the first line".to_owned();
        return Err(LoadError::Read { path, reason });
    }
    config.set_mail_password(SecretString::from(password), origin);
    Ok(())
}

fn profile(
    config: &Config,
    folder: Option<&Path>,
) -> Result<(Option<PathBuf>, Profile), LoadError> {
    let name = &config.watch.profile;
    let profiles = folder.map(|folder| folder.join("profiles"));
    let own = profiles.as_ref().map(|profiles| profiles.join(name)).filter(|path| path.is_dir());
    if let Some(path) = own {
        let files = toml_files(&path)?;
        if files.is_empty() {
            let reason = "holds no .toml file; copy the built-in profile here".to_owned();
            return Err(LoadError::Read { path, reason });
        }
        let profile = Profile::parse(&files).map_err(LoadError::Profile)?;
        return Ok((Some(path), profile));
    }
    if name == BUILT_IN_PROFILE {
        return Ok((None, Profile::embedded()));
    }
    let mut known = vec![BUILT_IN_PROFILE.to_owned()];
    for entry in profiles.iter().filter_map(|path| fs::read_dir(path).ok()).flatten().flatten() {
        known.extend(entry.file_name().into_string());
    }
    known.sort();
    known.dedup();
    Err(LoadError::UnknownProfile { name: name.clone(), known })
}

/// Names or paths with what is written there.
pub type Texts = Vec<(String, String)>;

fn seeds(config: &Config, folder: Option<&Path>) -> Result<(Option<PathBuf>, Texts), LoadError> {
    let beside = folder.map(|folder| folder.join("seeds")).filter(|path| path.is_dir());
    match config.watch.seeds.clone().or(beside) {
        Some(path) => toml_files(&path).map(|texts| (Some(path), texts)),
        None => Ok((None, built_in_seeds())),
    }
}

/// Name and text of the seed documents built into the program.
pub fn built_in_seeds() -> Texts {
    SEEDS.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
}

/// Path and text of every `.toml` file of a folder, by name.
fn toml_files(folder: &Path) -> Result<Texts, LoadError> {
    let wrong = |error: std::io::Error| LoadError::Read {
        path: folder.to_path_buf(),
        reason: format!("cannot be read as a folder: {error}"),
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read(path).map(|text| (path.display().to_string(), text))).collect()
}

/// Where the store lies: as written, as systemd gives, as `/etc` suggests, as the user's folders.
fn state(config: &Config, main: Option<&Path>, around: &Surroundings) -> PathBuf {
    if let Some(path) = &config.watch.state {
        return around.here.join(path);
    }
    if let Some(folders) = around.variable("STATE_DIRECTORY") {
        return PathBuf::from(folders.split(':').next().unwrap_or(folders));
    }
    if main.is_some_and(|main| main.starts_with(&around.etc)) {
        return PathBuf::from("/var/lib/cpec-watch");
    }
    if let Some(folder) = around.variable("XDG_STATE_HOME") {
        return Path::new(folder).join("cpec-watch");
    }
    match around.variable("HOME") {
        Some(home) => Path::new(home).join(".local/state/cpec-watch"),
        None => around.here.join("state"),
    }
}
