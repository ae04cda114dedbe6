import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Network } from '../scenarios/network.ts';

/** The services of ldirectord. They are few, because it runs `ipvsadm` about six times for each. */
const CONFIGURATION = `
checkinterval=1
checktimeout=3
readdquiescent=yes
virtual=10.0.0.100:80
    real=10.0.0.2:80 masq 3
    quiescent=yes
    service=http
    scheduler=wrr
    protocol=tcp
    checktype=negotiate
    request="/"
    receive="web"
virtual=1
    real=10.0.0.2:80 ipip 2
    quiescent=no
    service=http
    scheduler=mh
    schedflags=mh-port
    persistent=600
    netmask=255.255.255.0
    protocol=fwm
    checktype=negotiate
    request="/"
    receive="web"
`;

const WEB_SERVER = new URL('../scenarios/web-server.mjs', import.meta.url);

/** A director under ldirectord, and a web server that it checks. */
export class CheckedSite {
  readonly #network = new Network();
  #web: ChildProcess | undefined;

  private constructor() {}

  /** @param tool the command to put at `/sbin/ipvsadm` on the director, where ldirectord looks for it */
  static async build(tool: string): Promise<CheckedSite> {
    const site = new CheckedSite();
    const { director, web } = await site.#network.addHosts('director', 'web');
    await site.#network.addSegment([director, '10.0.0.1/24', '10.0.0.100/24'], [web, '10.0.0.2/24']);
    await director.ownFiles();
    await director.run(
      ...shell(
        `mkdir /run/sbin && ln -s "$(command -v ${tool})" /run/sbin/ipvsadm && mount --bind /run/sbin /usr/sbin`,
      ),
    );
    await director.run(...shell(`mkdir -p /etc/ha.d && cat >/etc/ha.d/web.cf <<'END'\n${CONFIGURATION}END`));
    await site.startWeb();
    return site;
  }

  /** Runs a command of ldirectord: `start` leaves a daemon running, `stop` ends it. */
  async control(command: string): Promise<void> {
    await this.#network.host('director').run('ldirectord', '/etc/ha.d/web.cf', command);
  }

  async startWeb(): Promise<void> {
    this.#web = await this.#network.host('web').start(WEB_SERVER, 'web', '80');
  }

  /** Ends the web server, so that its port refuses connections. */
  async stopWeb(): Promise<void> {
    const ended = this.#web && once(this.#web, 'exit');
    this.#web?.kill();
    await ended;
  }

  /** The table as rules, in alphabetical order. */
  async table(): Promise<string[]> {
    const rules = await this.#network.host('director').run('ipvsadm-c', '-Sn');
    return rules.split('\n').filter(Boolean).sort();
  }

  /** What ldirectord has logged. */
  log(): Promise<string> {
    return this.#network.host('director').run('cat', '/var/log/ldirectord.log');
  }

  remove(): void {
    this.#network.remove();
  }
}

const shell = (line: string) => ['sh', '-c', line] as const;
