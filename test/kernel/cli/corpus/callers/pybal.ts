import type { Caller } from './caller.ts';

const V4 = '-t 192.0.2.80:443';
const V6 = '-t [2001:db8:0:1::80]:443';

/** Writes one `-R` for every change. A server is an address, or the name of a host where that has none. */
export const pybal: Caller = {
  source: 'https://github.com/wikimedia/PyBal/blob/aca77858/pybal/ipvs/ipvsadm.py',
  groups: [
    {
      title: 'PyBal at its start',
      named: true,
      lines: [
        { rules: `-C\n-A ${V4} -s wrr\n-A ${V6} -s wrr\n` },
        { rules: `-D ${V4}\n-A ${V4} -s sh\n` },
        { rules: `-A ${V4}\n-a ${V4} -r 198.51.100.1 -w 10\n-a ${V4} -r real2.example -w 10\n` },
        { rules: `-A ${V6} -s wrr\n-a ${V6} -r 2001:db8:0:2::2 -w 10\n-a ${V6} -r 2001:db8:0:2::3\n` },
      ],
    },
    {
      title: 'PyBal at a change',
      setup: `-A ${V4} -s wrr\n-a ${V4} -r 198.51.100.1 -w 10\n-A -u 192.0.2.53:53 -s rr\n`,
      lines: [
        { rules: `-e ${V4} -r 198.51.100.1 -w 1\n` },
        { rules: `-e ${V4} -r 198.51.100.1\n` },
        { rules: `-d ${V4} -r 198.51.100.1\n` },
        { rules: `-a ${V4} -r 198.51.100.2 -w 10\n-d ${V4} -r 198.51.100.1\n` },
        { rules: `-a -u 192.0.2.53:53 -r 198.51.100.53 -w 1\n-d -u 192.0.2.53:53 -r 198.51.100.53\n` },
        { rules: `-D ${V4}\n-D -u 192.0.2.53:53\n` },
      ],
    },
  ],
};
