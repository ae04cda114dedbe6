import { afterEach } from 'vitest';
import { Service } from '../../boot/service.ts';
import type { Family } from '../../boot/unit-file.ts';

/** What a service has after a job of which there is nothing to tell. */
export const DONE = { status: 0, output: '' };

/** What a director has at first. */
export const RULES =
  '-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 10.2.0.1:80 -m -w 3 -x 100 -y 50\n-A -f 7 -s sh -p 90 -b sh-port\n';

/** Rules that are none of those. */
export const OTHER = '-A -u 10.0.0.9:53 -s rr\n';

interface Files {
  readonly rules: string;
  readonly settings: string;
  /** Settings by which the rules are applied. */
  readonly on: string;
  readonly scripts: readonly string[];
}

/** Files of each family, by their path without the first slash. */
export const FILES: Readonly<Record<Family, Files>> = {
  redhat: {
    rules: 'etc/sysconfig/ipvsadm',
    settings: 'etc/sysconfig/ipvsadm-config',
    on: '# nothing set\n',
    scripts: ['ipvsadm-apply-if-there', 'ipvsadm-save-if-asked'],
  },
  debian: {
    rules: 'etc/ipvsadm.rules',
    settings: 'etc/default/ipvsadm',
    on: 'AUTO="true"\nDAEMON="none"\nIFACE="eth0"\t\n# SYNCID="0"\n',
    scripts: ['ipvsadm-boot'],
  },
};

/** The file of rules that is installed. */
export const RULES_FILE = `# Virtual services\n\n${RULES}`;

/** Installs services that go with the test. */
export function useServices(): (family: Family, settings?: string) => Service {
  const services: Service[] = [];
  afterEach(() => {
    for (const service of services.splice(0)) service.close();
  });
  return (family, settings = FILES[family].on) => {
    const service = new Service(family, FILES[family].scripts);
    services.push(service);
    service.write(FILES[family].rules, RULES_FILE);
    service.write(FILES[family].settings, settings);
    return service;
  };
}
