import { SocketError } from '../netlink/errors.ts';
import { wordsIn } from '../netlink/namespace.ts';
import { become } from './become.ts';
import { EXIT } from './exit-status.ts';
import { CommandError } from './report/errors.ts';

/**
 * Runs this program again in another network namespace, with the same words: the program finds there that it is where
 * it should be.
 *
 * @param command the words that start it
 * @returns the status that it ended with, `undefined` where it is there already
 * @throws CommandError that says why it cannot get there
 */
export async function runIn(namespace: string, command: readonly string[]): Promise<number | undefined> {
  try {
    const words = wordsIn(namespace, command);
    return words && (await become(words));
  } catch (cause) {
    if (cause instanceof SocketError) throw new CommandError(cause.message, EXIT.startFailed, { cause });
    throw cause;
  }
}
