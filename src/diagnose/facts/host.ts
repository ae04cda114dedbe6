import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { IpvsClient, type OpenOptions } from '../../ipvs/client.ts';
import { findProgram, USUAL_FOLDERS } from '../../netlink/find-program.ts';
import { RouteClient } from '../../route/client.ts';
import { type Prober, SystemProber } from './prober.ts';

/** What facts are read from. Nothing here changes anything, and only `prober` sends packets. */
export interface Host {
  /** The kernel's IPVS. It is not loaded where it is missing. */
  readonly ipvs: () => Promise<IpvsClient>;
  readonly route: RouteClient;
  /** @throws the system's error */
  readonly readText: (path: string) => string;
  /** Names in a folder. @throws the system's error */
  readonly readNames: (path: string) => string[];
  /** Where a symbolic link leads to. @throws the system's error */
  readonly readLink: (path: string) => string;
  /**
   * What a program prints on standard output.
   *
   * @throws Error that says why where it cannot be run, or does not end with status 0
   */
  readonly run: (program: string, ...words: readonly string[]) => Promise<string>;
  /** Waits for some milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Sends packets. Absent where none may be sent. */
  readonly prober?: Prober | undefined;
}

type Tracing = Pick<OpenOptions, 'trace'>;

/** This machine. */
export class SystemHost implements Host {
  readonly route: RouteClient;
  readonly prober: Prober | undefined;
  readonly #tracing: Tracing;
  #ipvs: Promise<IpvsClient> | undefined;

  /**
   * @param tracing how netlink messages are shown, if they are
   * @param probe whether packets may be sent
   */
  constructor({ tracing, probe }: { readonly tracing: Tracing; readonly probe: boolean }) {
    this.#tracing = tracing;
    this.route = new RouteClient(undefined, tracing.trace);
    this.prober = probe ? new SystemProber(this.route) : undefined;
  }

  readonly ipvs = (): Promise<IpvsClient> => {
    this.#ipvs ??= IpvsClient.open({ loadModule: async () => undefined, ...this.#tracing });
    return this.#ipvs;
  };

  readonly readText = (path: string): string => readFileSync(path, 'utf8');
  readonly readNames = (path: string): string[] => readdirSync(path);
  readonly readLink = (path: string): string => readlinkSync(path);
  readonly run = runProgram;
  readonly pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

  async close(): Promise<void> {
    this.route.close();
    (await this.#ipvs?.catch(() => undefined))?.close();
  }
}

/** Milliseconds that a program may take. */
const LIMIT = 10_000;

/** Bytes that it may print. */
const LONGEST = 256 * 1024 * 1024;

/** What programs get of our environment: where iptables finds its parts, if not in the usual place. */
function environment(): NodeJS.ProcessEnv {
  const { XTABLES_LIBDIR } = process.env;
  return { PATH: USUAL_FOLDERS.join(':'), LC_ALL: 'C', ...(XTABLES_LIBDIR !== undefined && { XTABLES_LIBDIR }) };
}

function runProgram(program: string, ...words: readonly string[]): Promise<string> {
  const path = findProgram(program);
  if (path === undefined) return Promise.reject(new Error(`there is no program ${program}`));
  return new Promise((resolve, reject) => {
    const options = { timeout: LIMIT, maxBuffer: LONGEST, cwd: '/', env: environment() };
    execFile(path, [...words], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program}: ${stderr.trim().split('\n')[0] || error.message}`));
    });
  });
}
