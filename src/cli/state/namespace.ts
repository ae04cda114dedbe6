import { readlinkSync, statSync } from 'node:fs';
import { NETNS_FOLDER } from '../../netlink/namespace.ts';
import type { Folders } from '../environment.ts';
import { namesIn } from '../files/names-in.ts';

/** What outlives a reboot, and what does not. */
const [LASTING, PASSING] = ['/var/lib/ipvsadm', '/run/ipvsadm'];

/**
 * The folders of this network namespace. Each has a table of its own, so each has folders of its own. One without a
 * name has none after a reboot, and its number may be another's then.
 */
export function systemFolders(): Folders {
  const { name, lasts } = networkNamespace();
  const passing = `${PASSING}/${name}`;
  return { lasting: lasts ? `${LASTING}/${name}` : passing, passing };
}

/** `host` for that of the first process, the name that ip-netns(8) knows, or the kernel's number. */
function networkNamespace(): { name: string; lasts: boolean } {
  const [ours, host] = ['self', '1'].map(linkOf);
  if (ours === undefined || ours === host) return { name: 'host', lasts: true };
  const number = Number(/\d+/.exec(ours)?.[0]);
  const isOurs = (name: string) => statSync(`${NETNS_FOLDER}/${name}`, { throwIfNoEntry: false })?.ino === number;
  const named = namesIn(NETNS_FOLDER).find(isOurs);
  return named === undefined ? { name: `net-${number}`, lasts: false } : { name: `netns-${named}`, lasts: true };
}

/** `net:[4026531840]`, or `undefined` where it may not be read. */
function linkOf(process: string): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/net`);
  } catch {
    return undefined;
  }
}
