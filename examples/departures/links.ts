import { link, party } from 'isthmus';
import type { Service } from 'isthmus';
import { graphql, relation } from 'isthmus/graphql';
import { job } from 'isthmus/job';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { webhook } from 'isthmus/webhook';
import { websocket } from 'isthmus/websocket';
import { getAirport, listAirports, showBoard } from './contracts/airports.ts';
import { showTrail } from './contracts/audit.ts';
import { agentTyping, confirmRemark, postRemark, remarked, showAsset, showClient, showPage } from './contracts/board.ts';
import { bookSeat, getBooking } from './contracts/bookings.ts';
import { flightDelayed, flightDeparted, getFlight, listFlights, watchDelays } from './contracts/flights.ts';
import { listMaintenance, listPayments, listTexts, paymentSucceeded, releasePublished, textReported } from './contracts/hooks.ts';
import { listFailures, listRebookings, rebookPassenger } from './contracts/passengers.ts';
import { reportDelays } from './contracts/reports.ts';
import { showStatistics } from './contracts/statistics.ts';
import { pageDirectory } from './data/page.ts';
import type { BrowserClient } from './data/page.ts';
import type { Secrets } from './secrets.ts';

export const web = party('web', { kind: 'browser', description: 'People who look up flights and book seats' });
export const agents = party('agents', { kind: 'browser', description: 'People at the gates, who look at the live board and type back' });
export const stripe = party('stripe', { kind: 'external-service', description: 'Takes payments' });
export const github = party('github', { kind: 'external-service', description: 'Publishes releases' });
export const twilio = party('twilio', { kind: 'external-service', description: 'Sends text messages' });

type Services = Readonly<Record<'flights' | 'bookings' | 'board' | 'rebooking' | 'statistics' | 'audit' | 'reports' | 'failures' | 'payments' | 'maintenance' | 'texts' | 'gates', Service>>;

const asked = { reply: 'now', replyWithin: '1s', processing: '50ms', userWaits: true, client: 'browser' } as const;
/** Anybody may look things up: the door of the app limits how often. */
const open = { rateLimit: { limit: 200 } } as const;
/** Others call us, and prove who they are. */
const pushed = { reply: 'none', order: 'key', loss: 'none', startedBy: 'third-party', partnerPushes: true, verifiesSignature: true } as const;
const nested = { ...asked, nestedReads: true } as const;
/** The airport page: an airport, its departures, and where they go. */
const page = { ids: ['id', 'iata'] } as const;
/** The live board: one socket for all of it. */
const live = { path: '/live' } as const;
const spoken = { direction: 'both-ways', client: 'browser', holdsConnection: true } as const;
const told = { reply: 'none', order: 'key', loss: 'none' } as const;

/** Who asks or tells whom, what, and how it travels. */
export const links = ({ flights, bookings, board, rebooking, statistics, audit, reports, failures, payments, maintenance, texts, gates }: Services, secrets: Secrets, client: BrowserClient) => [
  link({ from: web, to: flights, contract: listFlights, via: rest({ method: 'GET', path: '/flights', paginate: true }), needs: asked, policies: open }),
  link({ from: web, to: flights, contract: getFlight, via: rest({ method: 'GET', path: '/flights/{id}' }), needs: asked, policies: open }),
  link({ from: web, to: flights, contract: getAirport, via: rest({ method: 'GET', path: '/airports/{iata}', cacheControl: 'public, max-age=3600' }), needs: asked, policies: open }),
  link({ from: web, to: board, contract: showBoard, via: rest({ method: 'GET', path: '/airports/{iata}/board' }), needs: asked, policies: open }),
  link({ from: web, to: statistics, contract: showStatistics, via: rest({ method: 'GET', path: '/statistics' }), needs: asked, policies: open }),
  link({ from: web, to: audit, contract: showTrail, via: rest({ method: 'GET', path: '/flights/{id}/audit' }), needs: asked, policies: open }),
  link({ from: web, to: audit, contract: watchDelays, via: rest({ method: 'GET', path: '/flights/live', eventId: 'number', headers: { after: 'last-event-id' } }), needs: { reply: 'now', replyWithin: '1s', client: 'browser' }, policies: open }),
  link({ from: web, to: rebooking, contract: listRebookings, via: rest({ method: 'GET', path: '/flights/{id}/rebookings' }), needs: asked, policies: open }),
  link({ from: web, to: failures, contract: listFailures, via: rest({ method: 'GET', path: '/rebookings/failures' }), needs: asked, policies: open }),
  link({ from: web, to: payments, contract: listPayments, via: rest({ method: 'GET', path: '/payments' }), needs: asked, policies: open }),
  link({ from: web, to: maintenance, contract: listMaintenance, via: rest({ method: 'GET', path: '/maintenance' }), needs: asked, policies: open }),
  link({ from: web, to: texts, contract: listTexts, via: rest({ method: 'GET', path: '/texts' }), needs: asked, policies: open }),

  link({ from: web, to: flights, contract: getAirport, via: graphql({ ...page, field: 'airport', type: 'Airport' }), needs: nested, policies: open }),
  link({ from: web, to: flights, contract: listFlights, via: graphql({ ...page, field: 'flights', type: 'Flight', relations: [relation({ type: 'Airport', field: 'departures', input: { origin: 'iata' } })] }), needs: nested, policies: open }),
  link({ from: web, to: flights, contract: listAirports, via: graphql({ ...page, root: false, type: 'Airport', relations: [relation({ type: 'Flight', field: 'destination', input: { iatas: 'destination' }, batch: 'iatas', by: 'iata' })] }), needs: nested, policies: open }),

  link({ from: agents, to: gates, contract: showPage, via: rest({ method: 'GET', path: '/board', respond: 'file', directory: pageDirectory }), needs: asked, policies: open }),
  link({ from: agents, to: gates, contract: showAsset, via: rest({ method: 'GET', path: '/board/{name}', respond: 'file', directory: pageDirectory }), needs: asked, policies: open }),
  link({ from: agents, to: gates, contract: showClient, via: rest({ method: 'GET', path: '/board/client.js', respond: 'file', directory: client.directory }), needs: asked, policies: open }),
  link({ from: agents, to: board, contract: showBoard, via: websocket(live), needs: spoken, policies: open }),
  link({ from: agents, to: gates, contract: postRemark, via: websocket(live), needs: spoken, policies: { rateLimit: { limit: 20 } } }),
  link({ from: gates, to: agents, contract: confirmRemark, via: websocket(live), needs: spoken }),
  link({ from: agents, to: agents, contract: agentTyping, via: websocket({ ...live, room: true }), needs: spoken }),
  link({ from: flights, to: agents, contract: flightDeparted, via: websocket(live), needs: spoken }),
  link({ from: flights, to: agents, contract: flightDelayed, via: websocket(live), needs: spoken }),
  link({ from: gates, to: agents, contract: remarked, via: websocket(live), needs: spoken }),
  link({ from: gates, to: audit, contract: remarked, via: stream({ partitions: 4, retention: '1d' }), needs: told }),

  link({ from: stripe, to: payments, contract: paymentSucceeded, via: webhook('stripe', { path: '/hooks/stripe', secrets: secrets.stripe, events: ['payment_intent.succeeded'] }), needs: pushed }),
  link({ from: github, to: maintenance, contract: releasePublished, via: webhook('github', { path: '/hooks/github', secrets: secrets.github, events: ['release.published'] }), needs: pushed }),
  link({ from: twilio, to: texts, contract: textReported, via: webhook('twilio', { path: '/hooks/twilio', secrets: secrets.twilio }), needs: pushed }),

  link({ from: web, to: bookings, contract: bookSeat, via: rest({ method: 'POST', path: '/bookings', status: 201 }), needs: asked, policies: { ...open, deadline: '5s', idempotency: {} } }),
  link({ from: web, to: bookings, contract: getBooking, via: rest({ method: 'GET', path: '/bookings/{id}' }), needs: asked, policies: open }),

  link({ from: web, to: reports, contract: reportDelays, via: rest({ method: 'POST', path: '/reports/delays', respond: 'job' }), needs: { reply: 'later', processing: '10s', client: 'browser' }, policies: open }),
  link({ from: web, to: reports, contract: reportDelays, via: job({ concurrency: 1 }), needs: { reply: 'later', processing: '10s' } }),

  link({ from: flights, to: [board, rebooking, statistics, audit], contract: flightDeparted, via: stream({ partitions: 4, retention: '7d' }), needs: { ...told, replay: true, independentReceivers: 4 } }),
  link({ from: flights, to: [board, rebooking, statistics, audit], contract: flightDelayed, via: stream({ partitions: 4, retention: '7d' }), needs: { ...told, replay: true, independentReceivers: 4 } }),
  link({ from: rebooking, to: rebooking, contract: rebookPassenger, via: queue({ order: 'key', concurrency: 8, attempts: 4, backoff: { base: '200ms', cap: '5s' }, keepDeadLetters: '7d' }), needs: told }),
];
