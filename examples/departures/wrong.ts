/**
 * Departures as somebody in a hurry would have joined it: the same company, and on every link one choice that does not fit what is needed.
 * `npx isthmus check examples/departures/wrong.ts` says which and why. It is only declared, never started.
 */
import { event, handle, integration, link, operation, party, service } from 'isthmus';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { getAirport, showBoard } from './contracts/airports.ts';
import { showTrail } from './contracts/audit.ts';
import { getBooking } from './contracts/bookings.ts';
import { FlightId, flightDelayed, flightDeparted, listFlights } from './contracts/flights.ts';
import { rebookPassenger } from './contracts/passengers.ts';
import { reportDelays } from './contracts/reports.ts';
import { showStatistics } from './contracts/statistics.ts';

const done = z.object({});
const aboutFlight = { input: z.strictObject({ flight: FlightId }), output: done };

const chargeCard = operation('payments.charge', { summary: 'Take the fare', effect: 'write', input: z.strictObject({ booking: z.string(), cents: z.int() }), output: done });
const confirmPayment = operation('payments.confirmed', { summary: 'The bank tells of a payment', effect: 'write', idempotent: true, input: z.strictObject({ payment: z.string() }), output: done });
const findSeats = operation('seats.find', { summary: 'Free seats on flights alike', effect: 'read', ...aboutFlight });
const tellHall = operation('hall.tell', { summary: 'Call out a delay', effect: 'write', idempotent: true, ...aboutFlight });
const tellCrew = operation('crew.tell', { summary: 'Tell the crew of a delay', effect: 'write', idempotent: true, ...aboutFlight });
const tellCaterer = operation('caterer.tell', { summary: 'Tell the caterer of a delay', effect: 'write', idempotent: true, ...aboutFlight });
const loadWarehouse = operation('warehouse.load', { summary: 'Load yesterday into the warehouse', effect: 'write', idempotent: true, input: z.strictObject({}), output: done });
const gateChanged = event('gates.changed', { summary: 'A flight leaves from another gate', data: z.object({ flight: FlightId, gate: z.string() }) });
const bagLoaded = event('bags.loaded', { summary: 'A bag is on board', data: z.object({ bag: z.string(), flight: FlightId }), key: 'flight' });
const mealOrdered = event('meals.ordered', { summary: 'A passenger wants a meal', data: z.object({ passenger: z.string() }), key: 'passenger' });
const cameraFrame = event('cameras.frame', { summary: 'What the camera at a gate sees', data: z.object({ gate: z.string(), image: z.string() }) });
const seatMapDrawn = event('seats.drawn', { summary: 'The seat map of a flight changed', data: z.object({ flight: FlightId }) });

const never = (): never => {
  throw new Error('This app is only declared.');
};
const handlers = {
  flights: service('flights', [handle(listFlights, never), handle(getAirport, never)]),
  bookings: service('bookings', [handle(getBooking, never), handle(chargeCard, never), handle(confirmPayment, never), handle(mealOrdered, never)]),
  board: service('board', [handle(showBoard, never), handle(flightDeparted, never), handle(tellHall, never), handle(gateChanged, never), handle(cameraFrame, never)]),
  crew: service('crew', [handle(tellCrew, never), handle(seatMapDrawn, never)]),
  caterer: service('caterer', [handle(tellCaterer, never)]),
  rebooking: service('rebooking', [handle(rebookPassenger, never), handle(bagLoaded, never), handle(findSeats, never)]),
  statistics: service('statistics', [handle(showStatistics, never), handle(flightDelayed, never), handle(loadWarehouse, never)]),
  audit: service('audit', [handle(showTrail, never), handle(flightDelayed, never)]),
  reports: service('reports', [handle(reportDelays, never)]),
};
const { flights, bookings, board, crew, caterer, rebooking, statistics, audit, reports } = handlers;
const web = party('web', { kind: 'browser', description: 'People who look up flights and book seats' });
const kiosk = party('kiosk', { kind: 'device', description: 'The machine in the hall' });
const bank = party('bank', { kind: 'external-service', description: 'Takes the money' });
const forgetful = memory();

const asked = { reply: 'now', userWaits: true } as const;
const door = { rateLimit: { limit: 200 } } as const;

const links = [
  // A report over half a year is waited for.
  link({ from: web, to: reports, contract: reportDelays, via: rest({ method: 'POST', path: '/reports/delays' }), needs: { ...asked, processing: '40s' }, policies: door }),
  // A card may be charged twice.
  link({ from: web, to: bookings, contract: chargeCard, via: rest({ method: 'POST', path: '/payments' }), needs: asked, policies: { ...door, retry: { attempts: 3 } } }),
  // The statistics are asked for every two seconds and hardly ever change.
  link({ from: web, to: statistics, contract: showStatistics, via: rest({ method: 'GET', path: '/statistics' }), needs: { ...asked, pollInterval: '2s', changedShare: 0.02 }, policies: door }),
  // All flights of a day come in one answer.
  link({ from: web, to: flights, contract: listFlights, via: rest({ method: 'GET', path: '/flights' }), needs: { ...asked, payload: '6MiB' }, policies: door }),
  // The page gives up before the audit has answered.
  link({ from: web, to: audit, contract: showTrail, via: rest({ method: 'GET', path: '/flights/{id}/audit' }), needs: { reply: 'now', callerTimeout: '2s', processing: '900ms', processingExtreme: '4s' }, policies: door }),
  // The board asks the airports one by one.
  link({ from: web, to: board, contract: showBoard, via: rest({ method: 'GET', path: '/airports/{iata}/board' }), needs: { ...asked, sequentialCalls: 30 }, policies: door }),
  // The kiosk comes in by an open door.
  link({ from: kiosk, to: flights, contract: getAirport, via: rest({ method: 'GET', path: '/airports/{iata}' }), needs: { reply: 'now' } }),
  // Three attempts here, four below.
  link({ from: crew, to: rebooking, contract: findSeats, via: rest({ method: 'GET', path: '/flights/{flight}/seats' }), needs: { reply: 'now', attemptsBelow: 4 }, policies: { retry: { attempts: 3 } } }),
  // The bank's calls are believed without a signature.
  link({ from: bank, to: bookings, contract: confirmPayment, via: rest({ method: 'POST', path: '/hooks/bank' }), needs: { startedBy: 'third-party', partnerPushes: true, verifiesSignature: false } }),
  // Three are called, one after the other, only to be told.
  link({ from: flights, to: board, contract: tellHall, via: rest({ method: 'POST', path: '/hall' }), needs: { responseUsed: false } }),
  link({ from: flights, to: crew, contract: tellCrew, via: rest({ method: 'POST', path: '/crew' }), needs: { responseUsed: false } }),
  link({ from: flights, to: caterer, contract: tellCaterer, via: rest({ method: 'POST', path: '/caterer' }), needs: { responseUsed: false } }),

  // The passengers' order is needed and given away.
  link({ from: flights, to: rebooking, contract: rebookPassenger, via: queue({ order: 'none' }), needs: { reply: 'none', order: 'key', loss: 'none' } }),
  // A poisoned message is tried fifty times.
  link({ from: flights, to: board, contract: gateChanged, via: queue({ attempts: 50, retryRejected: true }), needs: { reply: 'none' } }),
  // Pictures go through the queue.
  link({ from: board, to: board, contract: cameraFrame, via: queue(), needs: { reply: 'none', payload: '3MiB' } }),
  // Meals come faster than they are cooked.
  link({ from: web, to: bookings, contract: mealOrdered, via: queue(), needs: { reply: 'none', rate: 120, capacity: 100 } }),
  // Bags must not be lost, and the engine forgets them.
  link({ from: flights, to: rebooking, contract: bagLoaded, via: queue({ engine: forgetful }), needs: { reply: 'none', loss: 'none' } }),
  // One lane for the whole country.
  link({ from: flights, to: board, contract: flightDeparted, via: stream({ partitions: 1, order: 'global' }), needs: { replay: true } }),
  // Eight members share four partitions.
  link({ from: flights, to: [statistics, audit], contract: flightDelayed, via: stream({ partitions: 4, members: 8 }), needs: { replay: true } }),
  // A log for one reader who never looks back.
  link({ from: flights, to: crew, contract: seatMapDrawn, via: stream() }),
  // The warehouse may be an hour old and is loaded once a day.
  link({ from: statistics, to: statistics, contract: loadWarehouse, via: job(), needs: { batchInterval: '1d', freshness: '1h' } }),
  // The mobile app makes five calls for one screen.
  link({ from: web, to: bookings, contract: getBooking, via: rest({ method: 'GET', path: '/bookings/{id}' }), needs: { ...asked, callsPerScreen: 5 }, policies: door }),
];

export default integration({ name: 'departures-wrong', services: Object.values(handlers), parties: [web, kiosk, bank], links, http: false });
