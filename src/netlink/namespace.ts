import { readFileSync, type Stats, statSync } from 'node:fs';
import { codeOf, SocketError } from './errors.ts';
import { findProgram } from './find-program.ts';

/** The network namespace of this process. */
const OWN = '/proc/self/ns/net';

/** Where those are that ip-netns(8) has given names. */
export const NETNS_FOLDER = '/run/netns';

/** Where those that have names are: of ip-netns(8), and of Docker. */
export const NAMED_NAMESPACES = [NETNS_FOLDER, '/run/docker/netns'];

/** CAP_SYS_ADMIN, the right that setns(2) asks for, among those of capabilities(7). */
const CAP_SYS_ADMIN = 1n << 21n;

/** Where a namespace may be that is called by a name, a process id, or a path, which has a slash. */
function placesOf(namespace: string): string[] {
  if (namespace.includes('/')) return [namespace];
  if (/^\d+$/.test(namespace)) return [`/proc/${namespace}/ns/net`];
  return NAMED_NAMESPACES.map((folder) => `${folder}/${namespace}`);
}

/**
 * The words of a command that runs another one in a network namespace. Only the network changes; files, the working
 * folder and all else stay as they are. Node cannot enter a namespace by itself, so nsenter(1) does.
 *
 * @param namespace a name in `/run/netns` or `/run/docker/netns`, the id of a process, or a path
 * @returns `undefined` where this process is in that namespace already
 * @throws SocketError with a line that says why it cannot be entered
 */
export function wordsIn(
  namespace: string,
  command: readonly string[],
): readonly [program: string, ...words: string[]] | undefined {
  const cannot = (why: string, code: string) =>
    new SocketError(code, `cannot enter the network namespace ${namespace}: ${why}`);
  const places = placesOf(namespace);
  const own = statSync(OWN);
  for (const path of places) {
    const there = look(path);
    if (there === 'ENOENT') continue;
    if (typeof there === 'string') throw cannot(`${path}: ${there}`, there);
    if (there.dev !== own.dev) throw cannot(`${path} is not one`, 'EINVAL');
    if (there.ino === own.ino) return undefined;
    if (!mayEnter()) throw cannot('root is needed, or CAP_SYS_ADMIN', 'EPERM');
    const nsenter = findProgram('nsenter');
    if (nsenter === undefined) throw cannot('there is no program nsenter, which is part of util-linux', 'ENOENT');
    return [nsenter, `--net=${path}`, '--', ...command];
  }
  throw cannot(`there is no ${places.join(' or ')}`, 'ENOENT');
}

/** What is at a path; the code of an error where nothing can be seen there. */
function look(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    const code = codeOf(error) ?? String(error);
    return code === 'ESRCH' || code === 'ENOTDIR' ? 'ENOENT' : code;
  }
}

/** Whether this process has the right, as far as it can tell. */
function mayEnter(): boolean {
  const [, held] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return held === undefined || (BigInt(`0x${held}`) & CAP_SYS_ADMIN) !== 0n;
}
