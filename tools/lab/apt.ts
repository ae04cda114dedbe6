import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabFailure, progress } from './failure.ts';
import { findMirror } from './mirror.ts';
import { runOrFail } from './program.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Downloads those that are `wanted` of Debian packages and everything they depend on, as if nothing were installed, and
 * leaves this machine's own apt as it is: state, sources and cache are private to `folder`. What a broken download has
 * left there is gone on with. apt checks every file against the suite's signed index.
 * @returns paths of the .deb files
 * @throws LabFailure when the keyring, the mirror or a package is not there
 */
export async function download(
  title: string,
  suite: string,
  packages: readonly string[],
  wanted: (name: string) => boolean,
  folder: string,
): Promise<string[]> {
  if (!existsSync(KEYRING)) {
    throw new LabFailure(`${KEYRING} is missing: the package debian-archive-keyring has it`);
  }
  const config = await writePrivateState(suite, folder);
  const apt = (args: readonly string[], workingFolder?: string) =>
    runOrFail(`cannot download ${title}`, 'apt-get', ['-c', config, ...args], workingFolder);

  progress(`downloading the index of ${suite}`);
  await apt(['-qq', 'update']);
  const uris = await apt([
    '-qq',
    '-y',
    '--print-uris',
    '-o',
    'Dir::Cache::archives=/nonexistent',
    'install',
    ...packages,
  ]);
  const files = parseUris(uris).filter(({ name }) => wanted(name));
  const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6;
  progress(`downloading ${title} (${files.length} packages, ${megabytes.toFixed(0)} MB)`);
  const archives = join(folder, 'archives');
  await apt(['-qq', 'download', ...files.map(({ name }) => name)], archives);
  return files.map(({ file }) => join(archives, file));
}

/** Writes an apt configuration that is read after the machine's own, so that its proxy and its passwords still hold. */
async function writePrivateState(suite: string, folder: string): Promise<string> {
  const mirror = await findMirror();
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  mkdirSync(join(folder, 'archives/partial'), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), `deb [arch=amd64 signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
  const config = join(folder, 'apt.conf');
  writeFileSync(
    config,
    `Dir::State "${folder}";
Dir::State::lists "lists";
Dir::State::status "${folder}/status";
Dir::State::extended_states "${folder}/extended_states";
Dir::Cache "${folder}";
Dir::Cache::archives "archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::SourceList "${folder}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
#clear APT::Update;
APT::Update::Error-Mode "any";
#clear APT::Default-Release;
#clear APT::Architectures;
APT::Architecture "amd64";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::GzipIndexes "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
`,
  );
  return config;
}

/** Lines of `--print-uris`: 'address' file-name size hash. A file's name begins with that of its package. */
function parseUris(text: string): { name: string; file: string; size: number }[] {
  return [...text.matchAll(/^'[^']+' (([^\s_]+)_\S+\.deb) (\d+)/gm)].map(([, file = '', name = '', size]) => ({
    name,
    file,
    size: Number(size),
  }));
}
