const FULLNAT =
  'the kernel has no FULLNAT; the same comes of -m, sysctl net.ipv4.vs.conntrack=1 and ' +
  'iptables -t nat -A POSTROUTING -m ipvs --vaddr VIP -j MASQUERADE';

/** Words by which DPVS's ipvsadm is asked for what the kernel has no option for, and what to do instead. */
export const FOREIGN_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['--fullnat', FULLNAT],
  // Without a value; it is an option of ours that takes one.
  ['-b', `-b is followed by flags of the scheduler; ${FULLNAT}`],
]);
