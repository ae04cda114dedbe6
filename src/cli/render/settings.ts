import type { Daemon, Timeouts } from '../../ipvs/model.ts';

/** The timeouts of connections, in seconds, as one line. */
export function renderTimeouts({ tcp, tcpFin, udp }: Timeouts): string {
  return `Timeout (tcp tcpfin udp): ${tcp} ${tcpFin} ${udp}\n`;
}

/** A line for each running sync daemon, the master first; nothing when none runs. */
export function renderDaemons(daemons: readonly Daemon[]): string {
  return daemons
    .toSorted((a, b) => Number(b.state === 'master') - Number(a.state === 'master'))
    .map((daemon) => `${renderDaemon(daemon)}\n`)
    .join('');
}

function renderDaemon({ state, interface: name, syncId, syncMaxLength, group, port, ttl }: Daemon): string {
  const settings = [`mcast=${name}`, `syncid=${syncId}`];
  // Kernels before 4.3 do not tell the rest.
  if (syncMaxLength !== undefined) settings.push(`maxlen=${syncMaxLength}`);
  if (group !== undefined) settings.push(`group=${group}`);
  if (port !== undefined) settings.push(`port=${port}`);
  if (ttl !== undefined) settings.push(`ttl=${ttl}`);
  return `${state} sync daemon (${settings.join(', ')})`;
}
