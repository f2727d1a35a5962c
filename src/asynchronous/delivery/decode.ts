import type { MethodHost } from '../../driver/method.ts';
import type { Contract } from '../../kernel/contract.ts';
import { parseJson, readJsonBytes } from '../../kernel/json.ts';
import { EncodedMessage } from '../../kernel/message-codec.ts';
import { TextMessage } from '../../kernel/message.ts';
import type { Message } from '../../kernel/message.ts';
import { deliveryErrors } from './errors.ts';

/** Reads the data of a message. Synchronous where the validator is. */
export type Decode = (message: Message) => unknown;

/**
 * Data that only this app wrote was validated where it entered, so it is only read; data of a shared broker, or of
 * another version of the contract, is validated. Throws `MESSAGE_NEWER`, `DATA_INVALID`, `JSON_MALFORMED`.
 */
export function decoderOf(contract: Contract, part: 'input' | 'data', host: Pick<MethodHost, 'validate'>, inside: boolean): Decode {
  const { version } = contract;
  const versionOf = versionReader();
  return (message) => {
    const written = versionOf(message);
    if (inside && written === version && (message instanceof TextMessage || message instanceof EncodedMessage)) return readText(message);
    if (written > version) throw deliveryErrors.MESSAGE_NEWER(`A message has version ${written} of "${contract.name}"; version ${version} is known.`);
    if (inside && written === version) return readJsonBytes(message.data);
    return host.validate(part, contract, parseJson(message.data));
  };
}

function readText({ text }: TextMessage | EncodedMessage): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** Messages that follow each other have the same schema. */
function versionReader(): (message: Message) => number {
  let last: string | undefined;
  let version = 0;
  return (message) => {
    if (message instanceof EncodedMessage) return message.schemaVersion;
    const { dataschema } = message;
    if (dataschema === last) return version;
    last = dataschema;
    version = dataschema === undefined ? 0 : Number(dataschema.slice(dataschema.lastIndexOf('/') + 1)) || 0;
    return version;
  };
}
