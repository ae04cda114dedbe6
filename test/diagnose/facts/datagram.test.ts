import { expect, it } from 'vitest';
import { sendDatagram } from '../../../src/diagnose/facts/datagram.ts';

it.each([
  [64, 'arrived'],
  [1500, 'arrived'],
  // More than a packet of IP may have.
  [70_000, 'too long'],
])('sends a packet of %i bytes to this machine itself: %s', async (size, fate) => {
  expect(await sendDatagram('127.0.0.1', size)).toBe(fate);
});
