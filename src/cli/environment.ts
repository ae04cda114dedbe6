import type { IpvsClient, OpenOptions } from '../ipvs/client.ts';
import type { Output } from './files/streams.ts';
import type { SystemNames } from './names/system-names.ts';

/** Where we keep what is to be known of this network namespace. */
export interface Folders {
  /** What outlives a reboot. */
  readonly lasting: string;
  /** What a reboot ends, as it ends the table. */
  readonly passing: string;
}

/** What a command needs of the world around it. */
export interface Environment {
  /** The client, opened by the first command that needs the kernel. */
  readonly client: () => Promise<IpvsClient>;
  /** Whether the kernel has IPVS before the client is opened, which loads it. */
  readonly hasIpvs: () => boolean;
  /** How netlink messages are shown, if they are. */
  readonly tracing: Pick<OpenOptions, 'trace'>;
  readonly names: SystemNames;
  readonly write: (text: Output) => void;
  /** Whether what is written is shown on a terminal. */
  readonly isTerminal: () => Promise<boolean>;
  /** Standard input. */
  readonly readInput: () => string;
  readonly readFile: (path: string) => string;
  /** Shows a text in place of the one before, on a terminal only. An empty text clears it. */
  readonly showProgress: (text: string) => void;
  readonly folders: () => Folders;
  /**
   * Starts this program with other words and lets it go: it has no terminal and no session of ours, and stays when we
   * end.
   */
  readonly startDetached: (words: readonly string[]) => Promise<void>;
  /** Notes something in the log of this machine, if there is one. */
  readonly log: (text: string) => Promise<void>;
  /** Waits for some milliseconds, or until a signal comes that would end the process, and returns that signal. */
  readonly pause: (milliseconds: number) => Promise<NodeJS.Signals | undefined>;
}
