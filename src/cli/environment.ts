import type { IpvsClient, OpenOptions } from '../ipvs/client.ts';
import type { Output } from './files/streams.ts';
import type { SystemNames } from './names/system-names.ts';

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
  readonly isTerminal: () => boolean;
  /** Standard input. */
  readonly readInput: () => string;
  readonly readFile: (path: string) => string;
  /** Shows a text in place of the one before, on a terminal only. An empty text clears it. */
  readonly showProgress: (text: string) => void;
  /** Waits for some milliseconds, or until a signal comes that would end the process, and returns that signal. */
  readonly pause: (milliseconds: number) => Promise<NodeJS.Signals | undefined>;
}
