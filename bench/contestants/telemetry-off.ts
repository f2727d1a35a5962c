import { offerTelemetry } from './telemetry-offer.ts';

offerTelemetry({ traces: false, metrics: false });
