import type { Contract } from '../kernel/contract.ts';
import { jsonSchemaOf } from '../kernel/json-schema.ts';
import { validatePart } from '../kernel/validate.ts';
import type { MethodHost, PlannedLink } from '../driver/method.ts';
import type { Engine, OpenEngine } from '../driver/engine.ts';
import { callersFor } from '../asynchronous/delivery/callers.ts';
import { executorOf } from './executor.ts';
import type { Runtime } from './runtime.ts';

/** What a method is given to work with. */
export function methodHost(runtime: Runtime, links: readonly PlannedLink[], engineOf: (link: PlannedLink) => OpenEngine, declaredEngineOf: (link: PlannedLink) => Engine, callerKeys: readonly string[], documents: MethodHost['documents']): MethodHost {
  return {
    documents,
    name: runtime.name,
    clock: runtime.clock,
    log: runtime.log,
    links,
    stateEngine: runtime.stateEngine,
    engineOf,
    declaredEngineOf,
    callersOn: (own) => callersFor(own, declaredEngineOf(own[0] as PlannedLink), callerKeys),
    executor: (link, party, binding) => executorOf(runtime, link, party, binding),
    meter: (link, receiver) => runtime.telemetry.receiver(link, receiver),
    tracing: runtime.telemetry.tracing,
    commit: (effects, own) => runtime.commit(effects, own),
    submit: (contract, input, options, origin) => runtime.submit(contract, input, options, origin),
    emit: async (contract, data, options, origin) => runtime.emit(contract, data, options, origin),
    jobs: () => runtime.jobs(),
    validate: (part, contract, value) => validatePart(contract, part, value),
    jsonSchema: (part, contract: Contract) => jsonSchemaOf(contract, part),
  };
}
