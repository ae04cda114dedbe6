// Set-up that must work on a fresh clone, before any dependency is there: so plain JavaScript and Node's own modules
// only. Installs the locked dependencies and builds dist/ when either is missing or older than what it is made from.
//
// node tools/setup.mjs [--executable | --executables] [PROGRAM [ARGUMENT]...] then runs a program: a .ts file of ours,
// or one of node_modules/.bin. With --executable, or IPVSADM_PROGRAM=executable in the environment, the executable for
// this processor is built as well; with --executables, those for all processors.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the set-up with one line; what failed has already printed its own. */
function fail(line) {
  process.stderr.write(`set-up: ${line}\n`);
  process.exit(1);
}

function run(what, command, args) {
  process.stderr.write(`set-up: ${what}\n`);
  // Standard output stays the command's own: `npm run lab -- ipvsadm -Sn > rules` must not hold the installer's words.
  // Run by `npm pack --dry-run`, or by an npm that installs globally, npm ci would do as that one was told.
  const env = { ...process.env, npm_config_dry_run: 'false', npm_config_global: 'false' };
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (error) fail(`cannot run ${command}: ${error.message}`);
  if (status !== 0) fail(`${command} ${args.join(' ')} failed`);
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Time of the newest change below a folder. */
function newest(path) {
  if (!statSync(path).isDirectory()) return modified(path);
  return Math.max(modified(path), ...readdirSync(path).map((name) => newest(join(path, name))));
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
if (process.platform !== 'linux') fail(`Linux is needed, this is ${process.platform}`);

if (modified(join(root, 'node_modules/.package-lock.json')) < modified(join(root, 'package-lock.json'))) {
  run('installing dependencies (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
const sources = ['src', 'build', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map(
  (name) => newest(join(root, name)),
);
const build = (what, made, ...program) => {
  if (modified(join(root, made)) < Math.max(...sources)) run(what, process.execPath, ['--import', 'tsx', ...program]);
};
const buildExecutable = (arch) =>
  build(`building the executable for ${arch}`, `out/${arch}/ipvsadm`, 'build/executable.ts', '--arch', arch);

const words = process.argv.slice(2);
const option = words[0]?.startsWith('--') ? words.shift() : undefined;
if (option && !['--executable', '--executables'].includes(option)) fail(`there is no option ${option}`);
build('building dist/', 'dist/ipvsadm.cjs', 'build/node.ts');
if (option === '--executables') for (const arch of ['x64', 'arm64']) buildExecutable(arch);
else if (option === '--executable' || process.env.IPVSADM_PROGRAM === 'executable') buildExecutable(process.arch);

/**
 * Runs a program in place of this one: it has our streams, gets the signals that are sent to us, and its end is ours.
 */
function become(program, args) {
  const bin = join(root, 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
  const command = program.endsWith('.ts') ? [process.execPath, '--import', 'tsx', program] : [join(bin, program)];
  const child = spawn(command[0], [...command.slice(1), ...args], { stdio: 'inherit', env });
  // A terminal sends these to the child as well; what others send to us alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`cannot run ${program}: ${error.message}`));
  child.on('close', (status, signal) => {
    if (signal === null) process.exit(status);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [program, ...args] = words;
if (program !== undefined) become(program, args);
