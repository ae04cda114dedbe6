import { iptables } from '../facts/iptables.ts';
import { nftables } from '../facts/nftables.ts';
import type { DerivedSource } from '../facts/source.ts';
import type { Evidence, Step } from '../finding.ts';
import type { Decision, Reached } from '../firewall/evaluate.ts';
import { Firewall } from '../firewall/firewall.ts';
import { parseIptables } from '../firewall/iptables.ts';
import type { Packet } from '../firewall/model.ts';
import { parseNftables } from '../firewall/nftables.ts';
import { protocolWord } from '../firewall/protocols.ts';

/** Tables that belong to iptables when they are in nftables. */
const IPTABLES_TABLE = /^nft ip6? (raw|mangle|nat|filter|security)$/;

/** All chains of the firewall, whichever program made them. */
export const firewall: DerivedSource<Firewall> = {
  name: 'firewall',
  title: 'the firewall',
  derive: async (get) => {
    const { ipv4, ipv6, translated } = await get(iptables);
    const native = parseNftables(await get(nftables));
    return new Firewall([
      ...native.filter(({ table }) => !(translated && IPTABLES_TABLE.test(table))),
      ...parseIptables(ipv4.join('\n'), 'ipv4'),
      ...parseIptables(ipv6.join('\n'), 'ipv6'),
    ]);
  },
};

/** What decides about a packet, as evidence. */
export const decisionEvidence = ({ chain, rule }: Pick<Decision, 'chain' | 'rule'>): Evidence => ({
  from: chain.listing,
  value: rule?.text ?? `policy ${chain.policy}`,
});

/** The rule that lets a packet through, before what drops it. */
export function openStep({ base }: Decision, packet: Partial<Packet> & Pick<Packet, 'protocol'>): Step {
  const { protocol, source, destination, sourcePort, destinationPort } = packet;
  const isNft = base.table.startsWith('nft ');
  const address = (source ?? destination)?.includes(':') ? 'ip6' : 'ip';
  const matches = isNft
    ? [
        source && `${address} saddr ${source}`,
        destination && `${address} daddr ${destination}`,
        sourcePort && `${protocol} sport ${sourcePort}`,
        destinationPort && `${protocol} dport ${destinationPort}`,
        !sourcePort && !destinationPort && `meta l4proto ${protocolWord(protocol)}`,
        'accept',
      ]
    : [
        `-p ${protocolWord(protocol)}`,
        source && `-s ${source}`,
        destination && `-d ${destination}`,
        sourcePort && `--sport ${sourcePort}`,
        destinationPort && `--dport ${destinationPort}`,
        '-j ACCEPT',
      ];
  return { command: [base.insertion, ...matches.filter(Boolean)].join(' ') };
}

/** How to delete a rule, or to find the number by which nft deletes it. */
export function deleteStep({ chain, rule }: Reached): Step {
  if (chain.table.startsWith('nft ')) {
    const listing = chain.listing.replace(/^nft/, 'nft -a');
    return { command: listing, note: 'delete it by its handle: nft delete rule … handle NUMBER' };
  }
  return { command: `${chain.listing.replace(/ -S .*/, '')} ${rule.text.replace(/^-A/, '-D')}` };
}
