import type { Caller } from './caller.ts';

/** Commands that are wrong, and edits. */
export const openEuler: Caller = {
  source:
    'https://github.com/brsf11/mugen-riscv/tree/4be5972f/testcases/cli-test/ipvsadm: WRONG_COMMAND_01, ADD_01, MOD_01, SAVE_01',
  groups: [
    {
      title: "openEuler's test of wrong commands",
      lines: [
        '-A -t 192.0.2.100 -s rr',
        '-a -t 192.0.2.100:80 -s rr',
        '-A -t 192.0.2.100:80 -s wr',
        '-a -t 192.0.2.100:80 -r 198.51.100.2:80 -j',
      ],
    },
    {
      title: "openEuler's test",
      setup: '-A -t 192.0.2.100:80 -s rr\n-a -t 192.0.2.100:80 -r 198.51.100.2:80 -g\n',
      lines: [
        [],
        '-a -t 192.0.2.100:80 -r 198.51.100.3 -g',
        '-E -t 192.0.2.100:80 -s wrr',
        '-e -t 192.0.2.100:80 -r 198.51.100.2:80 -i',
        '-e -t 192.0.2.100:80 -r 198.51.100.2:80 -m',
        '-d -t 192.0.2.100:80 -r 198.51.100.2:80',
        { rules: '-A -t 192.0.2.101:80 -s rr\n-a -t 192.0.2.101:80 -r 198.51.100.2:80 -g -w 1\n' },
      ],
    },
  ],
};
