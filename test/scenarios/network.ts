import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { Host, runProgram } from './host.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Networks that this process has made: their number sets the names of the second apart from those of the first. */
let networks = 0;

/**
 * A small network in namespaces of this machine's kernel. Nothing outside of them is touched, so it can be built on any
 * machine with iproute2, as root. It goes away by `remove`, at the latest when this process ends, unless by SIGKILL.
 */
export class Network {
  readonly #prefix = `ipvs-${process.pid}-${++networks}`;
  readonly #hosts: Host[] = [];
  #segments = 0;

  constructor() {
    process.once('exit', this.#removeNow);
    for (const signal of SIGNALS) process.once(signal, this.#endBySignal);
  }

  /** Makes a host. Nothing but itself can be reached from it until it is on a segment. */
  async addHost(name: string): Promise<Host> {
    const host = new Host(name, `${this.#prefix}-${name}`);
    await runProgram(`making the host ${name}`, 'ip', ['netns', 'add', host.namespace]);
    this.#hosts.push(host);
    await host.ip('link set lo up');
    return host;
  }

  /**
   * Joins hosts by an Ethernet segment, each with addresses like `192.0.2.1/24` on a new interface. The segment is a
   * bridge in a namespace of its own, and a virtual cable from it to each host.
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

  /** Ends every process that was started in the network, and takes the network down. */
  remove(): void {
    process.off('exit', this.#removeNow);
    for (const signal of SIGNALS) process.off(signal, this.#endBySignal);
    this.#removeNow();
  }

  /** Synchronous, because at a process's end nothing else is carried out any more. */
  readonly #removeNow = (): void => {
    const hosts = this.#hosts.splice(0);
    for (const host of hosts) host.stop();
    spawnSync('ip', ['-force', '-batch', '-'], {
      input: hosts.map(({ namespace }) => `netns delete ${namespace}\n`).join(''),
    });
  };

  /** Goes on with the signal as if it had not been caught, so that the exit status tells it. */
  readonly #endBySignal = (signal: NodeJS.Signals): void => {
    this.remove();
    process.kill(process.pid, signal);
  };
}
