import { offerTelemetry } from './telemetry-offer.ts';

offerTelemetry({ traces: true, metrics: false });
