/** The last day, in the form in which times are stored. */
const LAST_DAY = `_time >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')`;

/** Questions to begin with; what they ask is said by `sql.example.<key>`. */
export const EXAMPLES = {
  products: `SELECT _product, count(*) AS events
FROM events
WHERE ${LAST_DAY}
GROUP BY 1 ORDER BY 2 DESC`,
  logins: `SELECT "source.ip", "user.name", count(*) AS times
FROM events
WHERE ${LAST_DAY}
  AND message LIKE '%Failed password%'
GROUP BY 1, 2 ORDER BY 3 DESC
LIMIT 20`,
  hours: `SELECT strftime('%d/%m %H:00', _time, '+7 hours') AS hour,
  count(*) AS events, count(DISTINCT _host) AS hosts
FROM events
WHERE ${LAST_DAY}
GROUP BY 1 ORDER BY min(_time)`,
} as const;

/** Columns that each event has. */
export const OWN_COLUMNS = [
  '_seq',
  '_time',
  '_received',
  '_source',
  '_agency',
  '_host',
  '_product',
  '_service',
  '_category',
  '_problem',
  '_raw',
  '_rest',
] as const;

/** A column as SQL wants it: in quotes, unless it is a plain word. */
export function columnName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Columns that hold numbers alone; one with no value at all is none of them. */
export function numeric(rows: readonly (readonly (string | null)[])[], columns: number): boolean[] {
  return Array.from({ length: columns }, (_, at) => {
    let some = false;
    for (const row of rows) {
      const value = row[at];
      if (value === null || value === undefined) continue;
      if (!NUMBER.test(value)) return false;
      some = true;
    }
    return some;
  });
}

/** Rows that the widths are taken from, and characters of a column. */
const LOOKED_AT = 200;
const NARROW = 8;
const WIDE = 48;

/** Widths in characters, so that columns stay where they are while rows go by. */
export function widths(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): number[] {
  return columns.map((name, at) => {
    const longest = rows
      .slice(0, LOOKED_AT)
      .reduce((most, row) => Math.max(most, row[at]?.length ?? 0), name.length);
    return Math.min(Math.max(longest, NARROW), WIDE);
  });
}
