import { type ChildProcess, execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** A host of a small network: a network namespace with its own interfaces, routes, settings and IPVS table. */
export class Host {
  readonly name: string;
  /** Name of the namespace, as ip-netns(8) knows it. */
  readonly namespace: string;
  readonly #children = new Set<ChildProcess>();
  #devices = 0;

  constructor(name: string, namespace: string) {
    this.name = name;
    this.namespace = namespace;
  }

  /** Name for the next interface: `eth0`, `eth1`, in the order of plugging in. */
  nextDevice(): string {
    return `eth${this.#devices++}`;
  }

  /**
   * Runs a program here to its end, without input.
   *
   * @returns what it printed on standard output
   * @throws Error that says what was run and what the program complained of, when it did not end with status 0
   */
  run(program: string, ...args: readonly string[]): Promise<string> {
    return runProgram(`${this.name}# ${[program, ...args].join(' ')}`, 'ip', [
      ...['netns', 'exec', this.namespace],
      ...[program, ...args],
    ]);
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
    const words = ['netns', 'exec', this.namespace, process.execPath, fileURLToPath(script), ...args];
    const child = spawn('ip', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#children.add(child);
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(child));
      child.once('error', reject);
      child.once('exit', () => {
        this.#children.delete(child);
        reject(new Error(`${this.name}: ${words.slice(4).join(' ')} ended before it was ready`));
      });
    });
  }

  /** Ends what `start` has started. */
  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
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
