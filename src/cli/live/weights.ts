import { destinationId } from '../../ipvs/key.ts';
import type { DestinationKey, ServiceKey } from '../../ipvs/model.ts';
import type { Row } from './order.ts';

/** A weight that a server is to have. */
export interface Weighing {
  readonly key: ServiceKey;
  readonly server: DestinationKey;
  readonly weight: number;
}

/** A question, and what a yes means; or why there is none. */
export type Asked = { readonly question: string; readonly weighing: Weighing } | { readonly refusal: string };

/** Changes of weights by keys. Remembers what servers had before they were drained here. */
export class Weights {
  readonly #isAllowed: boolean;
  readonly #before = new Map<string, number>();

  constructor(isAllowed: boolean) {
    this.#isAllowed = isAllowed;
  }

  /** @param name what the question calls the server */
  drain(row: Row | undefined, name: string): Asked {
    return this.#ask(row, (server, id) => {
      if (server.weight === 0) return { refusal: 'it has weight 0 already' };
      this.#before.set(id, server.weight);
      return { question: `give ${name} weight 0?`, weight: 0 };
    });
  }

  /** @param name what the question calls the server */
  undrain(row: Row | undefined, name: string): Asked {
    return this.#ask(row, (server, id) => {
      if (server.weight !== 0) return { refusal: `it has weight ${server.weight} already` };
      const weight = this.#before.get(id);
      if (weight === undefined) return { refusal: 'it was not drained here: ipvsadm -e gives it a weight' };
      return { question: `give ${name} weight ${weight} back?`, weight };
    });
  }

  #ask(row: Row | undefined, decide: Decide): Asked {
    if (!this.#isAllowed) return { refusal: 'read-only: start with --allow-changes to change weights' };
    if (row?.server === undefined) return { refusal: 'select a server first' };
    const { server } = row.server;
    const decision = decide(server, `${row.service.id} ${destinationId(server)}`);
    if ('refusal' in decision) return decision;
    const { question, weight } = decision;
    return { question, weighing: { key: row.service.service.key, server, weight } };
  }
}

type Decide = (
  server: DestinationKey & { readonly weight: number },
  id: string,
) => { readonly question: string; readonly weight: number } | { readonly refusal: string };
