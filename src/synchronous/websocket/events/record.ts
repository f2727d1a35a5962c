import type { Delivery } from '../../../driver/delivery.ts';
import { joinedFrame } from '../frames/encode.ts';

/** One record of a stream, in the forms in which it is sent; each is made once for all who get it. */
export class StreamedEvent {
  readonly lane: number;
  readonly position: number;
  readonly key: string | undefined;
  readonly #event: string;
  readonly #delivery: Delivery;
  #frame: Buffer | undefined;

  constructor(event: string, delivery: Delivery) {
    this.lane = delivery.lane;
    this.position = delivery.position;
    this.key = delivery.message.key;
    this.#event = event;
    this.#delivery = delivery;
  }

  /** As a message of the sub-protocol. The data was JSON already. */
  get frame(): Buffer {
    return (this.#frame ??= this.#framed());
  }

  /** The data as text. */
  get text(): string {
    const { data } = this.#delivery.message;
    return data.length === 0 ? 'null' : Buffer.from(data.buffer, data.byteOffset, data.length).toString();
  }

  #framed(): Buffer {
    const { id, time, data } = this.#delivery.message;
    const head = JSON.stringify({ type: 'event', event: this.#event, at: [this.lane, this.position], id, time, ...(this.key === undefined ? {} : { key: this.key }) });
    return joinedFrame(`${head.slice(0, -1)},"data":`, data.length === 0 ? Buffer.from('null') : data, '}');
  }
}
