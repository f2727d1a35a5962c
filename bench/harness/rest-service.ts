/** The service that every contestant of the REST benchmark serves; only what stands around it differs. */
export interface Flight {
  readonly id: string;
  readonly origin: string;
  readonly destination: string;
  readonly departs: string;
  readonly delay: number;
  readonly cancelled: boolean;
  readonly seats: Seat[];
}

interface Seat {
  readonly number: string;
  readonly price: number;
  readonly free: boolean;
}

export interface BookingRequest {
  readonly flight: string;
  readonly seat: string;
  readonly passenger: { readonly name: string; readonly email: string; readonly birthYear: number };
  readonly bags: number[];
  readonly remarks?: string | undefined;
}

export interface BookingAnswer {
  readonly booking: string;
  readonly flight: string;
  readonly seat: string;
  readonly total: number;
}

const seats: readonly Seat[] = Array.from({ length: 50 }, (_, row) => ({ number: `${row + 1}C`, price: 89.5 + row, free: row % 3 !== 0 }));

/** `GET /flights/{id}?seats=&currency=`: seats from 1 to 50, currency three capitals. */
export function findFlight(id: string, count: number, currency: string): Flight {
  const rate = currency === 'EUR' ? 0.9 : 1;
  const shown = seats.slice(0, count).map(({ number, price, free }) => ({ number, price: price * rate, free }));
  return { id, origin: 'SMF', destination: 'PHX', departs: '2001-03-14T08:25:00Z', delay: 12, cancelled: false, seats: shown };
}

let booked = 0;

/** `POST /bookings`. */
export function book({ flight, seat, bags }: BookingRequest): BookingAnswer {
  booked += 1;
  return { booking: `booking-${booked}`, flight, seat, total: 89.5 + bags.length * 25 };
}

export const flightPattern = '^[A-Z]{2}[0-9]{4}$';
export const seatPattern = '^[0-9]{1,2}[A-F]$';
export const currencyPattern = '^[A-Z]{3}$';
