import { type Answer, BATCH_SIZE, Connection } from '../netlink/connection.ts';
import type { KernelError } from '../netlink/errors.ts';
import { kernelSocket } from '../netlink/kernel-socket.ts';
import { type Message, type Request, writeRequest } from '../netlink/message.ts';
import type { OpenTransport } from '../netlink/transport.ts';
import { NETLINK_ROUTE, NLM_F_CREATE } from '../netlink/uapi.ts';
import { Writer } from '../netlink/writer.ts';
import type {
  InterfaceAddress,
  Link,
  Neighbour,
  NeighbourQuestion,
  Route,
  RouteQuestion,
  RoutingRule,
} from './model.ts';
import { ADDRESS, readInterfaceAddress } from './wire/address.ts';
import { LINK, readLink } from './wire/link.ts';
import { dumpRequest } from './wire/message.ts';
import { forgetRequest, NEIGHBOUR, readNeighbour, solicitRequest } from './wire/neighbour.ts';
import { readRoute, routeRequest } from './wire/route.ts';
import { RULE, readRule } from './wire/rule.ts';
import { traceRoutes } from './wire/trace.ts';
import { RTM_DELNEIGH, RTM_NEWNEIGH } from './wire/uapi.ts';

/**
 * Asks rtnetlink(7) about the interfaces, addresses and routes of this process's network namespace. Anyone may ask, and
 * nothing is changed, but by `solicit` and `forget`. The socket is opened by the first question.
 *
 * Every method may throw KernelError, SocketError and ProtocolError.
 */
export class RouteClient {
  readonly #connection: Connection;

  /**
   * @param transport another one than the kernel's socket, as tests have it
   * @param trace takes each message that is sent or received as a line of text, as that of `IpvsClient` does
   */
  constructor(transport: OpenTransport = kernelSocket(NETLINK_ROUTE), trace?: (line: string) => void) {
    this.#connection = new Connection(trace === undefined ? transport : traceRoutes(transport, trace));
  }

  links(): Promise<Link[]> {
    return this.#connection.dump(dumpRequest(LINK), readLink);
  }

  addresses(): Promise<InterfaceAddress[]> {
    return this.#dump(ADDRESS, readInterfaceAddress);
  }

  rules(): Promise<RoutingRule[]> {
    return this.#dump(RULE, readRule);
  }

  neighbours(): Promise<Neighbour[]> {
    return this.#dump(NEIGHBOUR, readNeighbour);
  }

  /**
   * Has the kernel ask the network who has these addresses, by ARP or neighbour discovery. It goes on asking once a
   * second, three times by default. `neighbours` lists the answers, and the questions too, until they are forgotten.
   *
   * @param questions at most BATCH_SIZE
   * @returns what was refused, by the index of the question
   */
  solicit(questions: readonly NeighbourQuestion[]): Promise<Map<number, KernelError>> {
    return this.#change(questions.map(solicitRequest), RTM_NEWNEIGH);
  }

  /**
   * Removes what is known of these neighbours.
   *
   * @param questions at most BATCH_SIZE
   * @returns what was refused, by the index of the question: `ENOENT` where nothing was known
   */
  forget(questions: readonly NeighbourQuestion[]): Promise<Map<number, KernelError>> {
    return this.#change(questions.map(forgetRequest), RTM_DELNEIGH);
  }

  /**
   * The way of a packet, as `ip route get` tells it.
   *
   * @throws KernelError where there is none: `ENETUNREACH` without a route, `EHOSTUNREACH`, `EINVAL` and `EACCES` for a
   * route that says so (unreachable, blackhole, prohibit), `EXDEV` where rp_filter refuses its source
   */
  route(question: RouteQuestion): Promise<Route> {
    return this.#connection.get(routeRequest(question), readRoute);
  }

  /** The ways of many packets, each as `route` tells it, or why there is none. */
  async routes(questions: readonly RouteQuestion[]): Promise<Answer<Route>[]> {
    const answers: Answer<Route>[] = [];
    for (let at = 0; at < questions.length; at += BATCH_SIZE) {
      const requests = questions.slice(at, at + BATCH_SIZE).map(routeRequest);
      answers.push(...(await this.#connection.getAll(requests, readRoute)));
    }
    return answers;
  }

  close(): void {
    this.#connection.close();
  }

  /** Sends requests of one type, which have no answer but a failure. */
  #change(requests: readonly Request[], type: number): Promise<Map<number, KernelError>> {
    const writer = new Writer();
    for (const request of requests) writeRequest(writer, request, NLM_F_CREATE);
    return this.#connection.sendBatch(writer.bytes(), type);
  }

  async #dump<T>(kind: Parameters<typeof dumpRequest>[0], read: (message: Message) => T | undefined): Promise<T[]> {
    const all = await this.#connection.dump(dumpRequest(kind), read);
    return all.filter((one) => one !== undefined);
  }
}
