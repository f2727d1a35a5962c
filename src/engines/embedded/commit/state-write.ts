import type { StateOperation } from '../../../driver/state-store.ts';
import type { StateWrite } from '../writer/protocol.ts';

export function stateWrite(operation: StateOperation): StateWrite {
  const { collection, when } = operation;
  if ('put' in operation) return { collection, key: operation.put, value: operation.value, expiresAt: operation.expiresAt, when };
  return { collection, key: operation.delete, value: undefined, expiresAt: undefined, when };
}
