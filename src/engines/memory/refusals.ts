import type { Unit } from '../../driver/engine.ts';
import type { QueueDeclaration } from '../../driver/queue.ts';
import type { StreamDeclaration } from '../../driver/stream.ts';
import type { Capabilities, Capability } from '../../kernel/capability.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { QueueMessage } from '../../kernel/message.ts';

/** Refuses what the engine was told not to offer, so that tests see what another engine would refuse. */
export class Refusals {
  private readonly capabilities: Capabilities;

  constructor(capabilities: Capabilities) {
    this.capabilities = capabilities;
  }

  offers(capability: Capability): boolean {
    return this.capabilities[capability] !== 'refused';
  }

  /** Throws `CAPABILITY_NOT_OFFERED` where it is asked for and not offered. */
  need(capability: Capability, asked: boolean, by: string): void {
    if (!asked || this.offers(capability)) return;
    throw engineErrors.CAPABILITY_NOT_OFFERED({ what: `The memory engine was told to refuse "${capability}", which ${by} asks for.`, details: { capability } });
  }

  queue(declaration: QueueDeclaration): void {
    this.need('orderPerKey', declaration.lanes > 0, `\`lanes\` of the queue "${declaration.name}"`);
    this.need('deduplication', declaration.deduplicationWindow > 0, `\`deduplicationWindow\` of the queue "${declaration.name}"`);
  }

  stream(declaration: StreamDeclaration): void {
    const asked = declaration.retentionTime > 0 || declaration.retentionSize > 0;
    this.need('retention', asked, `the retention of the stream "${declaration.name}"`);
    this.need('compaction', declaration.compact, `\`compact\` of the stream "${declaration.name}"`);
  }

  message(message: QueueMessage): void {
    this.need('delay', message.notBefore !== undefined, `\`notBefore\` of the message "${message.id}"`);
    this.need('priority', (message.priority ?? 0) > 0, `\`priority\` of the message "${message.id}"`);
    this.need('deduplication', message.deduplicationId !== undefined, `\`deduplicationId\` of the message "${message.id}"`);
  }

  unit(unit: Unit): void {
    const parts = Object.entries(unit).filter(([, part]) => (part?.length ?? 0) > 0).map(([name]) => name);
    this.need('transactions', parts.length > 1, `a unit with ${parts.join(' and ')}`);
    this.need('queue', parts.includes('send') || parts.includes('settle'), 'a unit');
    this.need('stream', parts.includes('append') || parts.includes('positions'), 'a unit');
    this.need('state', parts.includes('state'), 'a unit');
    for (const { message } of unit.send ?? []) this.message(message);
  }
}
