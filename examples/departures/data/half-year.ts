import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dataFile } from './files.ts';

/** Columns of one part of the file, all of one length. */
export interface FlightColumns {
  /** Local time at the origin, as if it were UTC; only where it was asked for. */
  readonly date: readonly Date[] | undefined;
  readonly delay: readonly bigint[];
  readonly origin: readonly string[];
  readonly destination: readonly string[];
}

/** 3,000,000 flights of January to June 2001, one row group (about 270,000) in memory at a time. */
export async function* readHalfYear(withDates: boolean): AsyncGenerator<{ readonly columns: FlightColumns; readonly all: number }> {
  const file = await asyncBufferFromFile(dataFile('flights-3m.parquet'));
  const metadata = await parquetMetadataAsync(file);
  const names = ['delay', 'origin', 'destination', ...(withDates ? ['date'] : [])];
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const columns: Record<string, unknown[]> = {};
    const onChunk = ({ columnName, columnData }: { columnName: string; columnData: ArrayLike<unknown> }): void => {
      columns[columnName] = (columns[columnName] ?? []).concat(Array.from(columnData));
    };
    await parquetRead({ file, metadata, compressors, columns: names, rowStart, rowEnd, onChunk });
    yield { columns: { date: undefined, ...columns } as unknown as FlightColumns, all: Number(metadata.num_rows) };
    rowStart = rowEnd;
  }
}
