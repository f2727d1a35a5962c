import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dataFile } from './files.ts';

/** Columns of one part of the file, all of one length. */
export interface FlightColumns {
  /** Local time at the origin, as if it were UTC; empty where it was not asked for. */
  readonly date: readonly Date[];
  readonly delay: readonly bigint[];
  readonly origin: readonly string[];
  readonly destination: readonly string[];
}

/** 3,000,000 flights of January to June 2001, one row group (about 270,000) in memory at a time. */
export async function* readHalfYear(withDates: boolean): AsyncGenerator<{ readonly columns: FlightColumns; readonly all: number }> {
  const file = await asyncBufferFromFile(dataFile('flights-3m.parquet'));
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const columns = { date: [], delay: [], origin: [], destination: [] } as { -readonly [Name in keyof FlightColumns]: unknown[] };
    await parquetRead({
      file, metadata, compressors, rowStart, rowEnd,
      columns: ['delay', 'origin', 'destination', ...(withDates ? ['date'] : [])],
      onChunk: ({ columnName, columnData }) => {
        const name = columnName as keyof FlightColumns;
        columns[name] = columns[name].concat(Array.from(columnData));
      },
    });
    yield { columns: columns as FlightColumns, all: Number(metadata.num_rows) };
    rowStart = rowEnd;
  }
}
