import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCancelled, passengersOf } from '../../examples/departures/data/flights.ts';
import { Timetable } from '../../examples/departures/data/timetable.ts';
import type { Search } from '../../examples/departures/data/timetable.ts';

const timetable = new Timetable();
const { flights } = timetable;
const some = fc.constantFrom(...flights);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

test('flights have ids of their own and are in order of time', () => {
  assert.equal(flights.length, 20_000);
  assert.equal(new Set(flights.map(({ id }) => id)).size, 20_000);
  assert.ok(flights.every(({ departure }, index) => index === 0 || (flights[index - 1]?.departure ?? '') <= departure));
});

test('a search through the indexes finds what a look at every flight finds', () => {
  const one = maybe(some).map((flight) => flight && { origin: flight.origin, destination: flight.destination, date: flight.departure.slice(0, 10) });
  const any = fc.record({ origin: maybe(some.map((each) => each.origin)), destination: maybe(some.map((each) => each.destination)), date: maybe(some.map((each) => each.departure.slice(0, 10))) });
  // Half of the searches are made from the parts of one flight, so that they find something.
  const search = fc.oneof(any, one.chain((flight) => fc.subarray(Object.entries(flight ?? {})).map((entries): Search => Object.fromEntries(entries))));
  fc.assert(fc.property(search, fc.integer({ min: 1, max: 30 }), maybe(some), (wanted, limit, after) => {
    const fits = flights
      .slice(after === undefined ? 0 : flights.indexOf(after) + 1)
      .filter(({ origin, destination, departure }) => (wanted.origin ?? origin) === origin && (wanted.destination ?? destination) === destination && departure.startsWith(wanted.date ?? ''));
    assert.deepEqual(timetable.search(wanted, limit, after?.id), fits.slice(0, limit));
  }), { numRuns: 200 });
});

test('passengers go on a later flight of the same route that leaves', () => {
  for (const { origin, destination, departure } of flights.filter(isCancelled)) {
    const next = timetable.nextOn(origin, destination, departure);
    if (next === undefined) continue;
    assert.ok(next.departure > departure && !isCancelled(next) && next.origin === origin && next.destination === destination);
  }
});

test('the same passengers are on a flight every time, each once', () => {
  fc.assert(fc.property(some, (flight) => {
    const passengers = passengersOf(flight);
    assert.deepEqual(passengers, passengersOf(flight));
    assert.equal(new Set(passengers).size, passengers.length);
    assert.ok(passengers.length > 0);
  }));
});

test('airports with quotation marks and unknown places are read', () => {
  assert.equal(timetable.airports.get('DBN')?.name, 'W. H. "Bud" Barron');
  assert.deepEqual(timetable.airports.get('35A')?.city, 'Union');
  assert.equal(timetable.airports.get('CLD')?.city, null);
  const missing = new Set(flights.flatMap(({ origin, destination }) => [origin, destination]).filter((iata) => !timetable.airports.has(iata)));
  assert.equal(missing.size, 0);
});
