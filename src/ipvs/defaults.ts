import type { Destination, Service } from './model.ts';

/** The scheduler of a virtual service that names none, as in ipvsadm(8): weighted least connections. */
export const DEFAULT_SCHEDULER = 'wlc';

/** The weight of a real server that is given none, as in ipvsadm(8). */
export const DEFAULT_WEIGHT = 1;

/** A virtual service with a scheduler. */
export type CompleteService = Service & { readonly scheduler: string };

/** A real server with a weight and thresholds. */
export type CompleteDestination = Destination & {
  readonly weight: number;
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
};

/** A virtual service as the kernel takes it: the service itself, unless it relies on a default. */
export function completeService(service: Service): CompleteService {
  return hasScheduler(service) ? service : { ...service, scheduler: DEFAULT_SCHEDULER };
}

/** A real server as the kernel takes it: the server itself, unless it relies on a default. */
export function completeDestination(destination: Destination): CompleteDestination {
  if (hasNumbers(destination)) return destination;
  const { weight = DEFAULT_WEIGHT, upperThreshold = 0, lowerThreshold = 0 } = destination;
  return { ...destination, weight, upperThreshold, lowerThreshold };
}

const hasScheduler = (service: Service): service is CompleteService => service.scheduler !== undefined;

const hasNumbers = (destination: Destination): destination is CompleteDestination =>
  destination.weight !== undefined &&
  destination.upperThreshold !== undefined &&
  destination.lowerThreshold !== undefined;
