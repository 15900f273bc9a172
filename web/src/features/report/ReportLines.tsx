import { Link } from 'react-router';
import type { Schema } from '~/api/client';
import { DateText, LateTag } from '~/ui/texts';

/** A report of a card of the first page, and what it waits for. */
export interface ReportLine {
  report: Schema<'ReportItem'>;
  waits?: string;
}

/** Reports of a card of the first page: name, what it waits for, and when it is due. */
export function ReportLines({ lines }: { lines: readonly ReportLine[] }) {
  return (
    <ul className="cl-report-home">
      {lines.map(({ report: r, waits }) => (
        <li key={r.id}>
          <Link to={`/bao-cao/${r.id}`}>{r.title}</Link>
          <span className="cl-figures">
            {waits} {r.due_on && <DateText value={r.due_on} dayOnly />}{' '}
            <LateTag due={r.due_on ?? undefined} />
          </span>
        </li>
      ))}
    </ul>
  );
}
