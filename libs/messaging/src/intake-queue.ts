import { INTAKE } from '#application';

/** Queue that reads deliveries; one job carries one delivery id. */
export const INTAKE_QUEUE = INTAKE.queue;

export interface IntakeJobs {
  [INTAKE.read]: { deliveryId: string };
}
