import { z } from 'zod';
import {
  type InterfaceAddress,
  type Link,
  NEIGHBOUR_STATES,
  type Neighbour,
  type RoutingRule,
} from '../../route/model.ts';
import type { RecordedSource } from './source.ts';

const index = z.int();
const family = z.enum(['ipv4', 'ipv6']);

export const links: RecordedSource<Link[]> = {
  name: 'links',
  title: 'the interfaces',
  schema: z.array(
    z.strictObject({
      index,
      name: z.string(),
      kind: z.string().optional(),
      linkAddress: z.string().optional(),
      mtu: z.int(),
      up: z.boolean(),
      running: z.boolean(),
      loopback: z.boolean(),
      noArp: z.boolean(),
      multicast: z.boolean(),
      master: index.optional(),
    }),
  ),
  read: ({ route }) => route.links(),
};

export const addresses: RecordedSource<InterfaceAddress[]> = {
  name: 'addresses',
  title: 'the addresses',
  schema: z.array(
    z.strictObject({
      index,
      address: z.string(),
      prefixLength: z.int(),
      tentative: z.boolean(),
      duplicate: z.boolean(),
    }),
  ),
  read: ({ route }) => route.addresses(),
};

export const rules: RecordedSource<RoutingRule[]> = {
  name: 'rules',
  title: 'the rules of routing',
  schema: z.array(
    z.strictObject({
      family,
      priority: z.int(),
      looksUp: z.boolean(),
      table: z.int(),
      mark: z.int().optional(),
      mask: z.int().optional(),
      from: z.string().optional(),
      fromLength: z.int(),
    }),
  ),
  read: ({ route }) => route.rules(),
};

export const neighbours: RecordedSource<Neighbour[]> = {
  name: 'neighbours',
  title: 'the neighbours',
  schema: z.array(
    z.strictObject({
      index,
      address: z.string(),
      state: z.enum(NEIGHBOUR_STATES),
      linkAddress: z.string().optional(),
    }),
  ),
  // Multicast addresses are there too, and say nothing.
  read: async ({ route }) => (await route.neighbours()).filter(({ state }) => state !== 'noarp'),
};
