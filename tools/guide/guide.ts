import { readFileSync } from 'node:fs';
import { Network } from '../../test/scenarios/network.ts';
import { type Page, parsePage } from './page.ts';

/** A page of docs/guides, and the network that its commands are typed in. */
export interface Guide {
  /** Name of the page's file without `.md`, and its name in `npm run demo -- NAME`. */
  readonly name: string;
  /** Set if the page starts daemons (keepalived, bird, etcd, Prometheus), which the lab downloads on demand. */
  readonly daemons?: true;
  /** The host that has to notice mistakes, where that is no client. */
  readonly judge?: string;
  /** Connects the hosts and starts what the page assumes: addresses, routers, web servers. */
  readonly build: (network: Network) => Promise<unknown>;
  /**
   * What a section needs of the kernel, by its heading: a command that succeeds if the kernel has it. Without it the
   * section is left out, with a message.
   */
  readonly needs?: Readonly<Record<string, Need>>;
  /** Codes of what `--diagnose` rightly finds where the page comes to what goes wrong: it has left that on purpose. */
  readonly leaves?: readonly string[];
}

export interface Need {
  readonly host: string;
  readonly command: string;
}

/** For sections that mark or translate packets with nftables. */
export const NFTABLES: Need = { host: 'director', command: 'nft add table inet probe && nft delete table inet probe' };

export const readGuide = ({ name }: Pick<Guide, 'name'>): Page =>
  parsePage(readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8'));

/** Builds the network of a guide or another one. After a failure, the incomplete network is removed. */
export async function buildNetwork({ build }: Pick<Guide, 'build'>): Promise<Network> {
  const network = new Network();
  try {
    await build(network);
    return network;
  } catch (error) {
    network.remove();
    throw error;
  }
}

/** Why a section cannot be played in this kernel; absent when it can. */
export async function lacks(guide: Guide, network: Network, heading: string): Promise<string | undefined> {
  const need = guide.needs?.[heading];
  if (need === undefined) return undefined;
  const { status, text } = await network.host(need.host).type(need.command);
  return status === 0 ? undefined : `this kernel cannot: ${need.command}: ${text.trim()}`;
}
