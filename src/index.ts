export { dataset, event, operation } from './kernel/contract.ts';
export type {
  Contract, ContractKind, DataOf, Dataset, DeclaredError, DeclaredErrors, Effect, ErrorsOf, Event, InputOf, Operation, OutputOf, ReceivedDataOf, ReceivedOf, ReturnedOf, RowOf, Shape,
  ShapeOf,
} from './kernel/contract.ts';
export { IsthmusError, categoryOf } from './kernel/error.ts';
export type { ErrorCategory } from './kernel/error.ts';
export { handle } from './kernel/handler.ts';
export type { CallOptions, Caller, Context, EmitOptions, HandledMessage, Handler, HandlerBinding, JobReference, Log, SubmitOptions } from './kernel/handler.ts';
export { streaming } from './kernel/schema.ts';
export type { Json, JsonSchema, Schema, StreamingSchema } from './kernel/schema.ts';
export type { IntegrationMap, MapContract, MapEngine, MapLink, MapParty } from './kernel/map.ts';
export type { Needs, NeedsGiven } from './kernel/needs.ts';
export type { Policies, PoliciesGiven } from './kernel/policies.ts';
export type { Capabilities, Capability, Support } from './kernel/capability.ts';
export type { Message, QueueMessage } from './kernel/message.ts';
export type { Clock } from './kernel/clock.ts';
export type { Duration, Size } from './kernel/units.ts';
export type { DeadLetter, DeadLetterAdministration, MessageView, QueueAdministration, StreamAdministration, StreamRecord } from './driver/administration.ts';
export type { Engine } from './driver/engine.ts';
export type { JobPort, JobView, Method } from './driver/method.ts';
export { link, party, service } from './app/declare.ts';
export type { LinkDeclaration, Party, Service } from './app/declare.ts';
export { Integration, integration } from './app/integration.ts';
export type { IntegrationOptions, TraceOptions } from './app/integration.ts';
export { silentLog, standardLog } from './app/log.ts';
export type { Backlog, Buckets, LinkMeasurements, Measurements, ReceiverMeasurements, RecentSpread, SenderMeasurements, Spread } from './telemetry/measurements.ts';
export type { TelemetryGiven } from './telemetry/options.ts';
export { mapSchema } from './app/map-schema.ts';
