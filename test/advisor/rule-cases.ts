import type { MeasuredLink } from '../../src/advisor/measurements.ts';
import type { Link } from './maps.ts';

/** For each rule the smallest map on which it fires, and one next to it on which it is silent. */
export interface RuleCase {
  readonly fires: readonly Link[];
  readonly silent: readonly Link[];
}

const queue = { method: 'queue', contract: 'told@1' } as const;
const stream = { method: 'stream', contract: 'told@1' } as const;
const asJob = { options: { respond: 'job' } } as const;
export const retry = (attempts: number, more: object = {}) => ({ retry: { attempts, base: 100, factor: 2, cap: 30_000, jitter: 'full' as const, budget: 0.2, ...more } });
export const pair = (base: Link, fires: Link['needs'], silent: Link['needs']): RuleCase => ({ fires: [{ ...base, needs: fires ?? {} }], silent: [{ ...base, needs: silent ?? {} }] });
export const measured = (base: Link, fires: MeasuredLink, silent: MeasuredLink): RuleCase => ({ fires: [{ ...base, measured: fires }], silent: [{ ...base, measured: silent }] });
const services = (count: number, needs: Link['needs']): readonly Link[] => Array.from({ length: count - 1 }, (_, index) => ({ from: `s${index}`, to: `s${index + 1}`, needs: needs ?? {} }));
const fan = (count: number): readonly Link[] => Array.from({ length: count }, (_, index) => ({ to: `s${index}`, needs: { responseUsed: false } }));
const available = (...shares: readonly number[]): readonly Link[] => shares.map((availability, index) => ({ to: `s${index}`, needs: { availability, objective: 0.999 } }));

export const ruleCases: Readonly<Record<string, RuleCase>> = {
  A01: pair({ method: 'websocket' }, { reply: 'now' }, { direction: 'both-ways' }),
  A02: pair({}, { reply: 'none' }, { reply: 'now' }),
  A03: pair({ ...queue }, { independentReceivers: 3 }, { independentReceivers: 1 }),
  A04: pair({ ...queue }, { replay: true }, { replay: false }),
  A05: pair({ from: 'web' }, { direction: 'both-ways', updateGap: 200 }, { direction: 'one-way' }),
  A06: pair({ from: 'web' }, { direction: 'server-to-client' }, { direction: 'one-way' }),
  A07: pair({}, { startedBy: 'third-party', partnerPushes: true }, { startedBy: 'us', partnerPushes: true }),
  A08: pair({}, { startedBy: 'third-party', partnerPushes: false }, { startedBy: 'us', partnerPushes: false }),
  A09: pair({}, { volume: 'bulk', freshness: 86_400_000 }, { volume: 'single', freshness: 86_400_000 }),
  A10: pair({}, { partnerFilesOnly: true }, { partnerFilesOnly: false }),
  A11: pair({}, { sourceLogOnly: true, freshness: 5_000 }, { sourceLogOnly: true, freshness: 3_600_000 }),
  A12: pair({ from: 'web' }, {}, { edges: ['cloudflare'] }),
  A13: pair({ from: 'web' }, { clientKinds: 2, payloadsDiffer: true }, { clientKinds: 2, payloadsDiffer: false }),
  A14: pair({ method: 'bff', from: 'web' }, { clientKinds: 1 }, { clientKinds: 2, payloadsDiffer: true }),
  A15: { fires: services(10, { mutualTls: true }), silent: services(9, { mutualTls: true }) },
  A16: pair({}, { reply: 'now', lowLatency: true }, { reply: 'now' }),
  A17: pair({ method: 'grpc', from: 'web' }, {}, { client: 'service' }),
  A18: pair({ method: 'graphql' }, {}, { nestedReads: true, client: 'browser' }),
  A19: pair({ from: 'web' }, { nestedReads: true }, { nestedReads: false }),
  A20: pair({ method: 'websocket' }, { reply: 'none', direction: 'one-way' }, { direction: 'both-ways' }),
  A21: { fires: [{ ...queue, needs: { order: 'key' } }], silent: [{ ...queue, contract: 'keyed@1', needs: { order: 'key' } }] },
  A22: pair({ ...queue }, { order: 'global' }, { order: 'none' }),
  A23: pair({}, { reply: 'later', processing: 8_000 }, { processing: 8_000 }),
  A24: pair({ ...asJob }, { callerTakesCallbacks: true, pollInterval: 60_000 }, { callerTakesCallbacks: false, pollInterval: 60_000 }),
  A25: pair({ ...queue, engine: 'sqs' }, { payload: 900_000 }, { payload: 800_000 }),
  A26: pair({ ...queue }, { loss: 'none', writesDatabase: true, publishes: true }, { loss: 'none', writesDatabase: true, publishes: true, usesOutbox: true }),
  A27: pair({ method: 'job' }, { crud: true, reply: 'now' }, { crud: true, reply: 'later' }),
  A28: pair({ ...stream }, { explicitInvocation: true, order: 'key' }, { explicitInvocation: false, order: 'key' }),
  A29: pair({ ...stream }, { reply: 'now' }, { reply: 'none' }),
  A30: pair({}, { sustained: true, rate: 5_000 }, { sustained: true, rate: 50 }),
  L01: pair({}, { processing: 12_000 }, { processing: 10_000 }),
  L02: pair({}, { processing: 3_000, userWaits: true }, { processing: 900, userWaits: true }),
  L03: pair({}, { processing: 20_000, edges: ['heroku'] }, { processing: 14_000, edges: ['heroku'] }),
  L04: pair({}, { callerTimeout: 1_000, processing: 2_000 }, { callerTimeout: 3_000, processing: 2_000 }),
  L05: { fires: fan(3), silent: fan(2) },
  L06: { fires: services(4, {}), silent: services(3, {}) },
  L07: { fires: available(0.999, 0.999), silent: available(0.99999, 0.99999) },
  L08: pair({}, { parallelCalls: 6 }, { parallelCalls: 5 }),
  L09: { fires: [{ policies: retry(3), needs: { attemptsBelow: 3 } }], silent: [{ policies: retry(3), needs: { attemptsBelow: 2 } }] },
  L11: { fires: [{ policies: retry(3, { jitter: 'none' }) }], silent: [{ policies: retry(3) }] },
  L12: { fires: [{ contract: 'write@1', policies: retry(3) }], silent: [{ contract: 'write@1', policies: { ...retry(3), idempotency: { window: 86_400_000, required: false } } }] },
  L14: pair({}, { failsWithReceiver: true, responseUsed: false }, { failsWithReceiver: true, responseUsed: true }),
  L15: pair({}, { startedBy: 'third-party', edges: ['slack'], processing: 2_000 }, { startedBy: 'third-party', edges: ['slack'], processing: 1_000 }),
  L16: pair({}, { startedBy: 'third-party', partnerPushes: true, writesDatabase: true }, { startedBy: 'third-party', partnerPushes: true, writesDatabase: false }),
  L18: { fires: [{ contract: 'write@1', needs: { startedBy: 'third-party', partnerPushes: true } }], silent: [{ contract: 'read@1', needs: { startedBy: 'third-party', partnerPushes: true } }] },
  L19: pair({ ...queue }, { reply: 'now' }, { reply: 'none' }),
  L20: pair({}, { pollInterval: 5_000, changedShare: 0.05 }, { pollInterval: 5_000, changedShare: 0.5 }),
  L21: pair({ ...asJob }, { pollInterval: 1_000, processing: 60_000 }, { pollInterval: 5_000, processing: 60_000 }),
  L22: pair({ method: 'websocket' }, { messagesPerMinute: 0.2 }, { messagesPerMinute: 20 }),
  L23: { fires: [{ ...queue, contract: 'keyed@1', options: { order: 'none' }, needs: { order: 'key' } }], silent: [{ ...queue, contract: 'keyed@1', options: { order: 'key' }, needs: { order: 'key' } }] },
  L24: pair({ ...queue, contract: 'keyed@1' }, { topKeyShare: 0.6 }, { topKeyShare: 0.4 }),
  L25: pair({}, { rate: 80, capacity: 100 }, { rate: 60, capacity: 100 }),
  L26: pair({}, { burst: 200, capacity: 100 }, { burst: 90, capacity: 100 }),
  L27: pair({ ...queue }, { rate: 90, capacity: 100, backlog: 10_000, freshness: 60_000 }, { rate: 90, capacity: 100, backlog: 100, freshness: 60_000 }),
  L28: pair({ ...stream, options: { retention: 3_600_000 } }, { rate: 90, capacity: 100, backlog: 50_000 }, { rate: 90, capacity: 100, backlog: 1_000 }),
  L10: measured({}, { retryShare: 0.2 }, { retryShare: 0.05 }),
  L13: measured({}, { errorShare: 0.8, rate: 20 }, { errorShare: 0.2, rate: 20 }),
  L17: pair({}, { startedBy: 'third-party', partnerPushes: true, verifiesSignature: false }, { startedBy: 'third-party', partnerPushes: true, verifiesSignature: true }),
  L39: pair({ method: 'grpc' }, { balancer: 'connection', servers: 4 }, { balancer: 'request', servers: 4 }),
  L46: measured({ ...queue }, { rowsWithoutEvent: 3 }, { rowsWithoutEvent: 0 }),
  L29: { fires: [{ ...queue, options: { attempts: 20, retryRejected: true } }], silent: [{ ...queue, options: { attempts: 5, retryRejected: true } }] },
  L30: pair({ ...queue, options: { timeout: 60_000 } }, { processing: 90_000 }, { processing: 30_000 }),
  L31: { fires: [{ ...queue, to: ['b', 'c'] }], silent: [{ ...queue, to: ['b'] }] },
  L32: pair({ ...stream }, {}, { receiversGrow: true }),
  L33: pair({ ...stream, options: { partitions: 4 } }, { consumers: 6 }, { consumers: 4 }),
  L34: pair({ ...stream, engine: 'kinesis', options: { partitions: 2 } }, { rate: 1_900 }, { rate: 1_500 }),
  L35: pair({}, { payload: 500_000 }, { payload: 200_000 }),
  L36: pair({}, { sequentialCalls: 12 }, { sequentialCalls: 9 }),
  L37: pair({ from: 'web' }, { callsPerScreen: 4 }, { callsPerScreen: 2 }),
  L38: pair({}, { usedShare: 0.1 }, { usedShare: 0.8 }),
  L40: { fires: [{ from: 'web' }, { from: 'web', to: 'maps' }], silent: [{ from: 'web' }, { from: 'web', to: 'c' }] },
  L41: {
    fires: [{ needs: { uniformTraffic: true }, policies: retry(3) }, { to: 'c', needs: { uniformTraffic: true } }],
    silent: [{ needs: { uniformTraffic: true } }, { to: 'c', needs: { uniformTraffic: true } }],
  },
  L42: pair({}, { pollInterval: 30_000, sourceLogOnly: true }, { pollInterval: 3_600_000, sourceLogOnly: true }),
  L43: pair({}, { rowsPerRun: 50_000 }, { rowsPerRun: 500 }),
  L44: pair({ method: 'pipeline' }, { batchInterval: 86_400_000, freshness: 60_000 }, { batchInterval: 60_000, freshness: 60_000 }),
  L45: { fires: [{ ...queue, engine: 'memory', needs: { loss: 'none' } }], silent: [{ ...queue, engine: 'embedded', needs: { loss: 'none' } }] },
  L47: pair({ ...asJob }, { reply: 'now', processing: 50, rate: 2 }, { reply: 'now', processing: 50, rate: 200 }),
};
