import type { Delivery } from '../../../driver/delivery.ts';
import type { QueueMessage } from '../../../kernel/message.ts';

/**
 * A message handed out. A class and not a literal: literals that outlive a few collections are put into the old generation from then on,
 * where each would keep its message alive long after it is done.
 */
export class Delivered implements Delivery {
  readonly message: QueueMessage;
  readonly lane: number;
  readonly position: number;
  readonly redelivered: number;
  readonly token: unknown;

  constructor(message: QueueMessage, lane: number, position: number, redelivered: number, token: unknown) {
    this.message = message;
    this.lane = lane;
    this.position = position;
    this.redelivered = redelivered;
    this.token = token;
  }
}
