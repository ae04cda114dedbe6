import { z } from 'zod';
import { address, addressKey, count, fwmarkKey, port } from './values.ts';

/**
 * What `ipvsadm --drain --json` and `ipvsadm --undrain --json` print, as zod schemas. Stable as those of the listings
 * are: fields may be added, none is renamed or changes its meaning.
 */

const service = z.union([z.strictObject(addressKey), z.strictObject(fwmarkKey)]);
const server = z.strictObject({ address, port });

/** The changes as command lines of ipvsadm, in order. */
const commands = z.array(z.string());

/** The document of a draining. */
export const drain = z.strictObject({
  /**
   * `drained`: nothing was left. `limit`: connections were left when the time was over. `interrupted`: by a signal.
   * `planned`: a dry run. `refused`: a service would be left without a server.
   */
  outcome: z.enum(['drained', 'limit', 'interrupted', 'planned', 'refused']),
  /** The real servers that are drained, as they were seen last. */
  servers: z.array(
    z.strictObject({
      service,
      server,
      /** What it had before it was drained. */
      weight: count,
      activeConnections: count,
      persistentConnections: count,
    }),
  ),
  /** Virtual services that have no server to take connections without these. */
  withoutServer: z.array(service),
  /** What was changed, or would be. After `interrupted` and `refused`, what was not comes last. */
  commands,
});

export type Drain = z.infer<typeof drain>;

/** The document of what was brought back. */
export const undrain = z.strictObject({
  /** `unfinished`: some are not as they were. `planned`: a dry run. */
  outcome: z.enum(['done', 'unfinished', 'planned']),
  /** The real servers that were drained. */
  servers: z.array(
    z.strictObject({
      service,
      server,
      /**
       * `unchanged`: it was as before. `no-service`: its virtual service is gone. `changed`: somebody has changed it
       * since, so it was left as it is.
       */
      result: z.enum(['restored', 'unchanged', 'no-service', 'changed']),
    }),
  ),
  /** What was changed, or would be. */
  commands,
});

export type Undrain = z.infer<typeof undrain>;
