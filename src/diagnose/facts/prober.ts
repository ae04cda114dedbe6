import { setTimeout } from 'node:timers/promises';
import type { RouteClient } from '../../route/client.ts';
import type { Neighbour, NeighbourQuestion } from '../../route/model.ts';
import { type Answer, connectByTcp } from './connect.ts';
import { type Fate, sendDatagram } from './datagram.ts';

/** Sends packets, and says what comes of them. Each waits for an answer for a limited time. */
export interface Prober {
  /** Opens a TCP connection and closes it. */
  readonly connect: (address: string, port: number) => Promise<Answer>;
  /** Sends a datagram that must not be cut. @param size bytes of the packet, with its headers */
  readonly datagram: (address: string, size: number) => Promise<Fate>;
  /**
   * Asks the networks of interfaces once for each address who has it. The kernel's table of neighbours is then as it
   * was, but that it has forgotten what it knew of these.
   *
   * @param questions at most 128, of addresses that the kernel needs no neighbour for
   * @returns all neighbours, those that have answered among them
   */
  readonly whoHas: (questions: readonly NeighbourQuestion[]) => Promise<Neighbour[]>;
}

/** Who sends packets for a machine. @throws Error where nobody may */
export function proberOf({ prober }: { readonly prober?: Prober | undefined }): Prober {
  if (prober === undefined) throw new Error('it is asked only with --probe');
  return prober;
}

/** Milliseconds in which a host on the link answers. After a second the kernel asks again. */
const PATIENCE = 900;

/** By this machine. */
export class SystemProber implements Prober {
  readonly #route: RouteClient;

  constructor(route: RouteClient) {
    this.#route = route;
  }

  readonly connect = connectByTcp;
  readonly datagram = sendDatagram;

  readonly whoHas = async (questions: readonly NeighbourQuestion[]): Promise<Neighbour[]> => {
    // What is known already may be old, and is not asked again.
    await this.#route.forget(questions);
    const [refusal] = (await this.#route.solicit(questions)).values();
    try {
      if (refusal !== undefined) throw refusal;
      await setTimeout(PATIENCE);
      return await this.#route.neighbours();
    } finally {
      await this.#route.forget(questions);
    }
  };
}
