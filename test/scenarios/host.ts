import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { timeFactor } from '../../tools/lab/time-factor.ts';

/** Milliseconds after which a typed command is killed. */
const LIMIT = 60_000 * timeFactor;

/** The result of a command that was typed on a host. */
export interface Typed {
  /** Exit status; 128 when a signal ended it. */
  readonly status: number;
  /** What it printed, standard output and standard error together. */
  readonly text: string;
}

/** A host: a network namespace with its own interfaces, routes, settings and IPVS table. */
export class Host {
  readonly name: string;
  /** Name of the namespace, as ip-netns(8) knows it. */
  readonly namespace: string;
  /** The process that keeps the mounts of a host with its own files. */
  #mounts: ChildProcess | undefined;
  /** Working folder of typed commands. Files without a path belong to this host alone. */
  readonly #folder: string;
  #devices = 0;

  constructor(name: string, namespace: string, folder: string) {
    this.name = name;
    this.namespace = namespace;
    this.#folder = folder;
  }

  /** Name for the next interface, in the order of connection: `eth0`, `eth1`. */
  nextDevice(): string {
    return `eth${this.#devices++}`;
  }

  /**
   * Gives this host its own /run, and its own /etc and /var, which start as copies of this machine's. Changes stay on
   * this host. This is for programs with configuration, sockets and state in files: boot scripts, keepalived, bird.
   *
   * @param more further folders to treat like /etc, without the first slash
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
   * Runs a program on this host to its end, without input.
   *
   * @returns what it printed on standard output
   * @throws Error with the command and its error output, when it did not end with status 0
   */
  run(...command: readonly [program: string, ...args: string[]]): Promise<string> {
    const [program, ...words] = this.#inside(...command);
    return runProgram(`${this.name}# ${command.join(' ')}`, program, words);
  }

  /**
   * Runs a command in a shell on this host, to its end. A command that ends with `&` runs in the background without
   * output, until the network is removed.
   */
  type(command: string): Promise<Typed> {
    // Not by a redirection of the command: the shell would keep our pipe open for as long as a loop goes on.
    const line = /(?<!&)&$/.test(command) ? `exec >/dev/null 2>&1\n${command}` : command;
    // Entering a mount namespace changes the folder to its root.
    const script = `exec 2>&1 </dev/null\ncd "$1"\n${line}`;
    const [program, ...words] = this.#inside('sh', '-c', script, 'sh', this.#folder);
    return new Promise((resolve) => {
      execFile(program, words, { timeout: LIMIT, killSignal: 'SIGKILL' }, (error, text) => {
        resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : 128, text });
      });
    });
  }

  /**
   * Runs commands of ip(8) on this host, such as `route add default via 192.0.2.1`. All run in one process: a start
   * takes the lab a tenth of a second, the commands almost nothing.
   */
  async ip(...lines: readonly string[]): Promise<void> {
    await runProgram(`${this.name}# ip`, 'ip', ['-n', this.namespace, '-batch', '-'], lines.join('\n'));
  }

  /** Sets a kernel setting of this host by its sysctl(8) name: `net.ipv4.ip_forward`. */
  async sysctl(name: string, value: number): Promise<void> {
    await this.run('sh', '-c', `echo ${value} >/proc/sys/${name.replaceAll('.', '/')}`);
  }

  /**
   * Starts a Node script on this host, which runs until the network is removed, and waits for its first message,
   * which means that it is ready. The script is plain JavaScript: in the lab, TypeScript would more than double its
   * start.
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

  /** The command line that runs a command with this host's network and files. */
  #inside(...command: readonly string[]): [program: string, ...words: string[]] {
    const mounts = this.#mounts ? [`--mount=/proc/${this.#mounts.pid}/ns/mnt`] : [];
    return ['nsenter', `--net=/run/netns/${this.namespace}`, ...mounts, '--', ...command];
  }
}

/** @param shown the command as an error shows it, instead of the one that really ran */
export function runProgram(shown: string, program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${shown}: ${stderr.trim() || `ended with ${error.signal ?? `status ${error.code}`}`}`));
    });
    child.stdin?.on('error', () => undefined).end(input);
  });
}
