import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Host, runProgram } from './host.ts';
import { endProcesses } from './processes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How many networks this process has made. The number keeps their namespaces' names apart. */
let networks = 0;

/**
 * A small network in namespaces of this machine's kernel. Nothing outside of them is touched, so root can build it on
 * any machine with iproute2. `remove` deletes it, and so does the end of this process, except by SIGKILL.
 */
export class Network {
  readonly #prefix = `ipvs-${process.pid}-${++networks}`;
  readonly #hosts: Host[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvs-network-'));
  #segments = 0;

  constructor() {
    process.once('exit', this.#removeNow);
    for (const signal of SIGNALS) process.once(signal, this.#endBySignal);
  }

  /** Makes a host. It can reach only itself until it is on a segment. */
  async addHost(name: string): Promise<Host> {
    const folder = join(this.#folder, name);
    mkdirSync(folder);
    const host = new Host(name, `${this.#prefix}-${name}`, folder);
    await runProgram(`making the host ${name}`, 'ip', ['netns', 'add', host.namespace]);
    this.#hosts.push(host);
    await host.ip('link set lo up');
    return host;
  }

  /** @throws Error when there is no host with this name */
  host(name: string): Host {
    const host = this.#hosts.find((known) => known.name === name);
    if (host === undefined) throw new Error(`the network has no host ${name}`);
    return host;
  }

  /** Makes several hosts. */
  async addHosts<const Name extends string>(...names: readonly Name[]): Promise<Record<Name, Host>>;
  async addHosts(...names: readonly string[]): Promise<Record<string, Host>> {
    const hosts: Record<string, Host> = {};
    for (const name of names) hosts[name] = await this.addHost(name);
    return hosts;
  }

  /**
   * Connects hosts by an Ethernet segment, each with addresses like `192.0.2.1/24` on a new interface. The segment is
   * a bridge in its own namespace, with a virtual cable to each host.
   */
  async addSegment(...members: readonly (readonly [host: Host, ...addresses: string[]])[]): Promise<void> {
    const bridge = await this.addHost(`segment${this.#segments++}`);
    const cables = members.map(([host, ...addresses]) => ({ host, addresses, device: host.nextDevice() }));
    await bridge.ip(
      'link add bridge up type bridge',
      ...cables.map(({ host, device }) => {
        const peer = `type veth peer name ${device} netns ${host.namespace}`;
        return `link add ${bridge.nextDevice()} master bridge up ${peer}`;
      }),
    );
    for (const { host, addresses, device } of cables) {
      await host.ip(`link set ${device} up`, ...addresses.map((address) => `address add ${address} dev ${device}`));
    }
  }

  /** Ends every process in the network, and deletes the network. */
  remove(): void {
    process.off('exit', this.#removeNow);
    for (const signal of SIGNALS) process.off(signal, this.#endBySignal);
    this.#removeNow();
  }

  /** Synchronous, because nothing asynchronous runs any more when a process ends. */
  readonly #removeNow = (): void => {
    const hosts = this.#hosts.splice(0);
    endProcesses(hosts.map(({ namespace }) => namespace));
    spawnSync('ip', ['-force', '-batch', '-'], {
      input: hosts.map(({ namespace }) => `netns delete ${namespace}\n`).join(''),
    });
    rmSync(this.#folder, { recursive: true, force: true });
  };

  /** Sends the signal again, so that the process ends as if it had not been caught. */
  readonly #endBySignal = (signal: NodeJS.Signals): void => {
    this.remove();
    process.kill(process.pid, signal);
  };
}
