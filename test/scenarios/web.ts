import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import type { Host } from './host.ts';

const Answers = z.array(z.string());

/** Starts a web server that answers every request with its host's name and its port: `web1:80`. */
export async function startWebServer(host: Host, ...ports: readonly number[]): Promise<void> {
  await host.start(new URL('web-server.mjs', import.meta.url), host.name, ...ports.map(String));
}

/**
 * A process on a host that makes web requests. It keeps running, because its start takes longer than hundreds of
 * requests.
 */
export class WebClient {
  readonly #process: ChildProcess;

  private constructor(started: ChildProcess) {
    this.#process = started;
  }

  static async start(host: Host): Promise<WebClient> {
    return new WebClient(await host.start(new URL('web-client.mjs', import.meta.url)));
  }

  /**
   * Makes requests one after another, each on a new connection. Returns the server of each, or why there was none
   * (`ECONNREFUSED`).
   *
   * @param from addresses of this host to use in turn
   */
  visit(url: string, count: number, from: readonly string[] = []): Promise<string[]> {
    return this.#ask({ url, count, hold: false, from });
  }

  /** Makes a request on each of `count` connections that stay open: the first call opens them, later calls use them. */
  visitHeld(url: string, count: number): Promise<string[]> {
    return this.#ask({ url, count, hold: true, from: [] });
  }

  async #ask(request: { url: string; count: number; hold: boolean; from: readonly string[] }): Promise<string[]> {
    const answered = once(this.#process, 'message');
    this.#process.send(request);
    const [answers] = await answered;
    return Answers.parse(answers);
  }
}
