/** Where the lines between reports and what they name are drawn. */

/** A line of either side is so high. */
export const ROW = 30;
/** More do not fit into one picture; the table has all. */
export const MOST = 40;

export interface GraphReport {
  id: string;
  number: string;
}
export interface GraphIndicator {
  kind: string;
  value: string;
  match_key: string;
  joins: boolean;
}
export interface GraphEdge {
  report_id: string;
  kind: string;
  match_key: string;
}

export interface Line {
  report: string;
  indicator: string;
  joins: boolean;
  from: number;
  to: number;
}

export interface Graph<R extends GraphReport, I extends GraphIndicator> {
  reports: R[];
  indicators: I[];
  lines: Line[];
  height: number;
  /** Left out of the picture. */
  hidden: { reports: number; indicators: number };
}

/** Of two kinds the same digits may be named: a phone that is an account too. */
export const keyOf = (one: Pick<GraphIndicator, 'kind' | 'match_key'>) => `${one.kind} ${one.match_key}`;

/**
 * What joins most reports stands first, what joins none last; a report stands level with what it names, so that few
 * lines cross.
 */
export function graphOf<R extends GraphReport, I extends GraphIndicator>(
  of: { reports: readonly R[]; indicators: readonly I[]; edges: readonly GraphEdge[] },
  most = MOST,
): Graph<R, I> {
  const degree = new Map<string, number>();
  for (const edge of of.edges) degree.set(keyOf(edge), (degree.get(keyOf(edge)) ?? 0) + 1);
  const weight = (one: I) => (degree.get(keyOf(one)) ?? 0) + (one.joins ? 1_000_000 : 0);
  const indicators = [...of.indicators]
    .sort((a, b) => weight(b) - weight(a) || keyOf(a).localeCompare(keyOf(b)))
    .slice(0, most);

  const places = new Map<string, number[]>();
  const at = new Map(indicators.map((one, place) => [keyOf(one), place]));
  for (const edge of of.edges) {
    const place = at.get(keyOf(edge));
    if (place !== undefined) places.set(edge.report_id, [...(places.get(edge.report_id) ?? []), place]);
  }
  const mean = (one: R) => {
    const own = places.get(one.id);
    return own ? own.reduce((sum, place) => sum + place, 0) / own.length : Number.POSITIVE_INFINITY;
  };
  const level = (a: R, b: R) => {
    const [one, other] = [mean(a), mean(b)];
    return one === other ? a.number.localeCompare(b.number) : one - other;
  };
  const reports = [...of.reports].sort(level).slice(0, most);

  const height = Math.max(reports.length, indicators.length) * ROW;
  const middle = (place: number, count: number) => ((place + 0.5) * height) / count;
  const lines = reports.flatMap((report, place) =>
    (places.get(report.id) ?? []).flatMap((other) => {
      const indicator = indicators[other];
      if (!indicator) return [];
      return [
        {
          report: report.id,
          indicator: keyOf(indicator),
          joins: indicator.joins,
          from: middle(place, reports.length),
          to: middle(other, indicators.length),
        },
      ];
    }),
  );
  return {
    reports,
    indicators,
    lines,
    height,
    hidden: {
      reports: of.reports.length - reports.length,
      indicators: of.indicators.length - indicators.length,
    },
  };
}

/** Reports by what they name ([keyOf]), for the table beside the picture. */
export function reportsBy(
  reports: readonly GraphReport[],
  edges: readonly GraphEdge[],
): Map<string, GraphReport[]> {
  const known = new Map(reports.map((report) => [report.id, report]));
  const by = new Map<string, GraphReport[]>();
  for (const edge of edges) {
    const report = known.get(edge.report_id);
    const key = keyOf(edge);
    if (report) by.set(key, [...(by.get(key) ?? []), report]);
  }
  return by;
}
