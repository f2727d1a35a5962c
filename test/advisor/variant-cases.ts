import { pair, measured, retry } from './rule-cases.ts';
import type { RuleCase } from './rule-cases.ts';

const queue = { method: 'queue', contract: 'told@1' } as const;
const keyed = { method: 'queue', contract: 'keyed@1' } as const;
const stream = { method: 'stream', contract: 'told@1' } as const;
const asJob = { options: { respond: 'job' } } as const;

/** Other conditions of the same rules: what else makes them fire, and what silences it. */
export const variantCases: ReadonlyArray<RuleCase & { readonly rule: string; readonly name: string }> = [
  { rule: 'A12', name: 'many open doors of one client are told once', fires: [{ from: 'web' }, { from: 'web', to: 'c' }], silent: [{ from: 'web', policies: { rateLimit: { limit: 100, window: 1_000, per: 'caller' } } }] },
  { rule: 'A12', name: 'the sender of a webhook is no gateway', ...pair({}, { publicInterface: true, edges: ['slack'] }, { publicInterface: true, edges: ['kong'] }) },
  { rule: 'A20', name: 'rare messages', ...pair({ method: 'websocket' }, { direction: 'one-way', messagesPerMinute: 0.5 }, { direction: 'one-way', messagesPerMinute: 5 }) },
  { rule: 'L03', name: 'a declared edge', ...pair({}, { processing: 6_000, edgeTimeout: 10_000 }, { processing: 4_000, edgeTimeout: 10_000 }) },
  { rule: 'L01', name: 'measured', ...measured({}, { handling: { median: 1, p99: 12_000, p999: 13_000 } }, { handling: { median: 1, p99: 20, p999: 50 } }) },
  { rule: 'L04', name: 'a deadline below the slowest', fires: [{ policies: { deadline: 1_000 }, needs: { processingExtreme: 3_000 } }], silent: [{ policies: { deadline: 5_000 }, needs: { processingExtreme: 3_000 } }] },
  { rule: 'L05', name: 'answers that nobody reads, measured', fires: ['b', 'c', 'd'].map((to) => ({ to, measured: { unusedShare: 1 } })), silent: ['b', 'c', 'd'].map((to) => ({ to, measured: { unusedShare: 0.9 } })) },
  { rule: 'L06', name: 'the first call comes from a client', fires: [{ from: 'web', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'd' }], silent: [{ from: 'web', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'd', method: 'queue', contract: 'told@1' }] },
  { rule: 'L09', name: 'over the links of the map', fires: [{ policies: retry(3) }, { from: 'b', to: 'c', policies: retry(3) }], silent: [{ policies: retry(3) }, { from: 'c', to: 'd', policies: retry(3) }] },
  { rule: 'L11', name: 'no growth', fires: [{ policies: retry(3, { factor: 1 }) }], silent: [{ policies: retry(3, { factor: 1.5 }) }] },
  { rule: 'L11', name: 'a queue\'s backoff', fires: [{ ...queue, options: { attempts: 3, backoff: { base: 10, factor: 2, cap: 100, jitter: 'full' } } }], silent: [{ ...queue, options: { attempts: 1, backoff: { base: 10, factor: 2, cap: 100, jitter: 'full' } } }] },
  { rule: 'L13', name: 'a breaker ends it', fires: [{ measured: { errorShare: 0.6 } }], silent: [{ measured: { errorShare: 0.6 }, policies: { breaker: { failures: 0.5, minimumCalls: 10, window: 30_000, openFor: 10_000 } } }] },
  { rule: 'L15', name: 'the sender is the party', fires: [{ from: 'github', needs: { startedBy: 'third-party', processing: 6_000 } }], silent: [{ from: 'github', needs: { startedBy: 'third-party', processing: 4_000 } }] },
  { rule: 'L16', name: 'calls before the answer', ...pair({}, { startedBy: 'third-party', partnerPushes: true, sequentialCalls: 2 }, { startedBy: 'third-party', partnerPushes: true, sequentialCalls: 0 }) },
  { rule: 'L17', name: 'measured', fires: [{ needs: { startedBy: 'third-party', partnerPushes: true }, measured: { unsigned: 4 } }], silent: [{ needs: { startedBy: 'third-party', partnerPushes: true }, measured: { unsigned: 0 } }] },
  { rule: 'L18', name: 'measured', ...measured({ ...queue }, { duplicateEffects: 2 }, { duplicateEffects: 0 }) },
  { rule: 'L21', name: 'measured', ...measured({ ...asJob }, { pollsPerJob: 50 }, { pollsPerJob: 10 }) },
  { rule: 'L23', name: 'inversions', ...measured({ ...keyed, options: { order: 'key' } }, { inversions: 3 }, { inversions: 0 }) },
  { rule: 'L24', name: 'fewer keys than consumers', ...pair({ ...keyed, options: { concurrency: 16 } }, { keys: 4 }, { keys: 4_000 }) },
  { rule: 'L26', name: 'measured', fires: [{ needs: { capacity: 100 }, measured: { burst: 300, overloads: 7 } }], silent: [{ needs: { capacity: 100, reply: 'now' }, measured: { burst: 300, overloads: 0 } }] },
  { rule: 'L28', name: 'measured', ...measured({ ...stream, options: { retention: 3_600_000 } }, { oldestAge: 2_000_000 }, { oldestAge: 1_000_000 }) },
  { rule: 'L28', name: 'as long as the broker keeps', ...pair({ ...queue, engine: 'sqs' }, { rate: 99, capacity: 100, backlog: 200_000 }, { rate: 90, capacity: 100, backlog: 200_000 }) },
  { rule: 'L30', name: 'as long as the broker waits', ...pair({ ...queue, engine: 'cloud-tasks' }, { processing: 2_000_000 }, { processing: 1_000_000 }) },
  { rule: 'L29', name: 'measured', ...measured({ ...queue }, { deliveries: 9 }, { deliveries: 5 }) },
  { rule: 'L29', name: 'dead letters that nobody sees', fires: [{ ...queue, options: { keepDeadLetters: 3_600_000 }, needs: { loss: 'none' } }], silent: [{ ...queue, options: { keepDeadLetters: 3_600_000 }, needs: { loss: 'acceptable' } }] },
  { rule: 'L07', name: 'what it can do without', fires: ['b', 'c'].map((to) => ({ to, needs: { availability: 0.999, objective: 0.999 } })), silent: ['b', 'c'].map((to) => ({ to, needs: { availability: 0.999, objective: 0.999, failsWithReceiver: to === 'z' } })) },
  { rule: 'L29', name: 'many attempts', fires: [{ ...queue, options: { attempts: 12 } }], silent: [{ ...queue, options: { attempts: 5 } }] },
  { rule: 'L34', name: 'bytes of a key', ...pair({ ...keyed, engine: 'pubsub' }, { rate: 1_000, payload: 1_000, order: 'key', topKeyShare: 0.9 }, { rate: 1_000, payload: 1_000, order: 'key', topKeyShare: 0.1 }) },
  { rule: 'L34', name: 'bytes of a shard', ...pair({ ...stream, engine: 'kinesis', options: { partitions: 1 } }, { rate: 900, payload: 1_200 }, { rate: 700, payload: 1_000 }) },
  { rule: 'L39', name: 'a skew that is small', ...pair({ method: 'grpc' }, { balancer: 'connection', serverSkew: 5 }, { balancer: 'connection', serverSkew: 1.5 }) },
  { rule: 'L40', name: 'hosts that are declared', ...pair({ from: 'web' }, { directHosts: 3 }, { directHosts: 3, edges: ['nginx'] }) },
  { rule: 'L41', name: 'in the clear', ...pair({}, { encrypted: false }, { encrypted: true }) },
  { rule: 'L45', name: 'a job in memory', fires: [{ method: 'job', engine: 'memory' }], silent: [{ method: 'job', engine: 'memory', needs: { loss: 'acceptable' } }] },
  { rule: 'L45', name: 'work after the answer', ...pair({}, { worksInProcess: true }, { worksInProcess: false }) },
];
