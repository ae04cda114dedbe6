import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Frames, frame } from '../../src/netlink/frames.ts';

it('finds datagrams again, wherever their stream is cut', () => {
  const datagrams = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(datagrams, fc.array(fc.nat(60), { maxLength: 20 }), (sent, cuts) => {
      const found: string[] = [];
      const frames = new Frames((datagram) => found.push(datagram.toString('hex')));
      let rest = Buffer.concat(sent.map(frame));
      for (const cut of cuts) {
        frames.add(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      frames.add(rest);
      expect(found).toEqual(sent.map((datagram) => Buffer.from(datagram).toString('hex')));
    }),
  );
});
