import { defineErrors } from '../kernel/error.ts';

/** Errors of telemetry. */
export const telemetryErrors = defineErrors({
  TELEMETRY_PACKAGE_MISSING: {
    category: 'misconfigured',
    why: 'Spans are made through the package `@opentelemetry/api`, which the app brings along, so that its own SDK exports them.',
    fix: 'Install it (`npm install @opentelemetry/api`), or leave `telemetry.traces` out.',
  },
});
