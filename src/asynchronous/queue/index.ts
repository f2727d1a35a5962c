export type { DeadLetter, DeadLetterAdministration, DeadReason, MessageView, Page, ParkedKey, QueueAdministration } from '../../driver/administration.ts';
export { deliveryErrors } from '../delivery/errors.ts';
export { queueErrors } from './errors.ts';
export type { QueueOptions } from './options.ts';
export { queue } from './queue.ts';
