import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { timeFactor } from '../../tools/lab/time-factor.ts';

/** Milliseconds after which a command that was typed is ended. */
const LIMIT = 60_000 * timeFactor;

/** How a command ended that was typed on a host. */
export interface Typed {
  /** Exit status; 128 and the signal's number, roughly, when a signal ended it. */
  readonly status: number;
  /** What it printed, output and errors in one. */
  readonly text: string;
}

/** A host of a small network: a network namespace with its own interfaces, routes, settings and IPVS table. */
export class Host {
  readonly name: string;
  /** Name of the namespace, as ip-netns(8) knows it. */
  readonly namespace: string;
  /** Holds the mounts of a host that has files of its own. */
  #mounts: ChildProcess | undefined;
  /** Where what is typed here begins: files without a path are this host's own. */
  readonly #folder: string;
  #devices = 0;

  constructor(name: string, namespace: string, folder: string) {
    this.name = name;
    this.namespace = namespace;
    this.#folder = folder;
  }

  /** Name for the next interface: `eth0`, `eth1`, in the order of plugging in. */
  nextDevice(): string {
    return `eth${this.#devices++}`;
  }

  /**
   * Gives this host a /run of its own, and an /etc and a /var that begin as this machine's; what is written there stays there.
   * For what keeps configuration, sockets and state in files: boot scripts, keepalived, bird.
   *
   * @param more further folders that are to be like /etc, without the first slash
   */
  async ownFiles(...more: readonly string[]): Promise<void> {
    const layered = ['etc', 'var', ...more].map(
      (folder) =>
        `mkdir -p /run/${folder}/upper /run/${folder}/work && mount -t overlay overlay ` +
        `-o lowerdir=/${folder},upperdir=/run/${folder}/upper,workdir=/run/${folder}/work /${folder}`,
    );
    const script = ['mount -t tmpfs -o mode=755 tmpfs /run', ...layered, 'echo ready', 'exec sleep infinity'].join(
      ' && ',
    );
    const [program, ...words] = this.#inside('unshare', '--mount', '--propagation', 'private', 'sh', '-c', script);
    const holder = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [ready] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit').then(() => [''])]);
    if (String(ready) !== 'ready\n') throw new Error(`${this.name}: cannot mount files of its own`);
    this.#mounts = holder;
  }

  /**
   * Runs a program here to its end, without input.
   *
   * @returns what it printed on standard output
   * @throws Error that says what was run and what the program complained of, when it did not end with status 0
   */
  run(...command: readonly [program: string, ...args: string[]]): Promise<string> {
    const [program, ...words] = this.#inside(...command);
    return runProgram(`${this.name}# ${command.join(' ')}`, program, words);
  }

  /**
   * Runs what is typed at this host's shell, to its end. What ends with `&` goes on in the background, unseen, and lives as
   * long as the network.
   */
  type(command: string): Promise<Typed> {
    const line = /(?<!&)&$/.test(command) ? `{ ${command}\n} >/dev/null 2>&1` : command;
    // A mount namespace is entered at its root.
    const script = `exec 2>&1 </dev/null\ncd "$1"\n${line}`;
    const [program, ...words] = this.#inside('sh', '-c', script, 'sh', this.#folder);
    return new Promise((resolve) => {
      execFile(program, words, { timeout: LIMIT, killSignal: 'SIGKILL' }, (error, text) => {
        resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : 128, text });
      });
    });
  }

  /**
   * Runs commands of ip(8) on this host, given as typed: `route add default via 192.0.2.1`. All in one process: to start
   * one takes the lab a tenth of a second, the commands nearly nothing.
   */
  async ip(...lines: readonly string[]): Promise<void> {
    await runProgram(`${this.name}# ip`, 'ip', ['-n', this.namespace, '-batch', '-'], lines.join('\n'));
  }

  /** Sets a kernel setting of this host, named as in sysctl(8): `net.ipv4.ip_forward`. */
  async sysctl(name: string, value: number): Promise<void> {
    await this.run('sh', '-c', `echo ${value} >/proc/sys/${name.replaceAll('.', '/')}`);
  }

  /**
   * Starts a Node script here that lives as long as the network, and waits for its first message, by which it says that
   * it is ready. The script is plain JavaScript: in the lab TypeScript would more than double its start.
   */
  start(script: URL, ...args: readonly string[]): Promise<ChildProcess> {
    const command = [process.execPath, fileURLToPath(script), ...args] as const;
    const [program, ...words] = this.#inside(...command);
    const options: SpawnOptions = { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] };
    const child = spawn(program, words, options);
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(child));
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`${this.name}: ${command.join(' ')} ended before it was ready`)));
    });
  }

  /** Words that run a command with this host's network and files. */
  #inside(...command: readonly string[]): [program: string, ...words: string[]] {
    const mounts = this.#mounts ? [`--mount=/proc/${this.#mounts.pid}/ns/mnt`] : [];
    return ['nsenter', `--net=/run/netns/${this.namespace}`, ...mounts, '--', ...command];
  }
}

/** @param shown how an error names the command, instead of the words that were really run */
export function runProgram(shown: string, program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${shown}: ${stderr.trim() || `ended with ${error.signal ?? `status ${error.code}`}`}`));
    });
    child.stdin?.on('error', () => undefined).end(input);
  });
}
