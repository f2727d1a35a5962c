/** What every messaging benchmark carries: a booking, 1 KiB as JSON, different each time. */
export interface Booking {
  readonly sequence: number;
  readonly id: string;
  readonly createdAt: string;
  readonly passenger: { readonly id: string; readonly name: string; readonly email: string; readonly frequentFlyer: boolean };
  readonly legs: Leg[];
  readonly fare: { readonly currency: string; readonly base: number; readonly taxes: number; readonly fees: number[] };
  readonly remarks: string;
}

interface Leg {
  readonly flight: string;
  readonly origin: string;
  readonly destination: string;
  readonly departs: string;
  readonly delay: number;
  readonly seat: string;
}

/** Bytes of a booking as JSON. */
export const bookingSize = 1_024;
/** Keeps the number of digits, and so the size, the same. */
const firstSequence = 10_000_000;
/** Different passengers, which are the keys where order matters. */
const passengers = 1_000;

const legs: Leg[] = [
  { flight: 'WN1429', origin: 'SMF', destination: 'PHX', departs: '2001-03-14T08:25:00Z', delay: 12, seat: '14C' },
  { flight: 'WN0731', origin: 'PHX', destination: 'ABQ', departs: '2001-03-14T11:40:00Z', delay: -3, seat: '9A' },
  { flight: 'WN2207', origin: 'ABQ', destination: 'MDW', departs: '2001-03-14T14:05:00Z', delay: 41, seat: '21F' },
];

function make(index: number, remarks: string): Booking {
  const passenger = String(1_000_000 + (index % passengers));
  return {
    sequence: firstSequence + index,
    id: `booking-${firstSequence + index}`,
    createdAt: '2001-03-01T17:03:26.511Z',
    passenger: { id: `passenger-${passenger}`, name: 'Adélaïde Okonkwo-Lindqvist', email: `traveller.${passenger}@example.com`, frequentFlyer: true },
    legs,
    fare: { currency: 'USD', base: 318.4, taxes: 42.77, fees: [4.5, 5.6, 11.2] },
    remarks,
  };
}

const missing = bookingSize - Buffer.byteLength(JSON.stringify(make(0, '')));
const remarks = 'Window seat preferred; vegetarian meal; travels with a folding wheelchair. '.repeat(20).slice(0, missing);

/** The booking with this number, from 0. */
export function booking(index: number): Booking {
  return make(index, remarks);
}

/** The number of a booking that was received. */
export function indexOf(received: Booking): number {
  return received.sequence - firstSequence;
}
