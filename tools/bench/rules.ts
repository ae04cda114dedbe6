/** Rules as `-R` reads them: NAT services on one address, each with the same servers. */
export function natRules(services: number, servers: number): string {
  const lines: string[] = [];
  for (let service = 0; service < services; service++) {
    const virtual = `-t 192.0.2.1:${1000 + service}`;
    lines.push(`-A ${virtual} -s wrr`);
    for (let server = 1; server <= servers; server++) {
      lines.push(`-a ${virtual} -r 10.0.${server >> 8}.${server & 0xff}:80 -m -w ${server}`);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** The same rules, with another weight for every `period`th server. */
export function changeWeights(rules: string, period: number): string {
  let servers = 0;
  return rules.replace(/ -w (\d+)$/gm, (whole, weight: string) =>
    ++servers % period === 0 ? ` -w ${Number(weight) + 1}` : whole,
  );
}

/** The same rules in other words than those of a save. */
export const reword = (rules: string): string => rules.replace(/( -m)( -w \d+)$/gm, '$2$1');
