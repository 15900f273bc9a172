import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { Nothing } from '~/ui/texts';
import type { AgencyScores, ScoreSum } from './api';
import { heatOf, LEVELS } from './overview';

export interface HeatMapProps {
  rows: readonly AgencyScores[];
  /** Agencies in all that the search finds. */
  total: number;
  search: string;
  onSearch: (text: string) => void;
  /** Brings more rows; undefined: all are here. */
  onMore: (() => void) | undefined;
  loading: boolean;
  /** What the list below shows, as far as it is one cell. */
  chosen: { agency: string | undefined; level: string | undefined };
  onPick: (agency: string, level: number | undefined) => void;
}

/** Agencies by level: what share of the requirements is met, those with most to do first. */
export function HeatMap({ rows, total, search, onSearch, onMore, loading, chosen, onPick }: HeatMapProps) {
  const { t } = useTranslation(['protection', 'system', 'ui']);
  return (
    <Card title={t('protection:overview.map')}>
      <p className="cl-quiet">{t('protection:overview.legend')}</p>
      <Input
        type="search"
        className="pr-map-search"
        allowClear
        value={search}
        placeholder={t('protection:overview.map_search')}
        aria-label={t('protection:overview.map_search')}
        onChange={(event) => onSearch(event.target.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <section className="pr-map" tabIndex={0} aria-label={t('protection:overview.map')} aria-busy={loading}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('protection:column.agency')}</th>
              {LEVELS.map((level) => (
                <th key={level} scope="col">
                  {t('system:level', { level })}
                </th>
              ))}
              <th scope="col">{t('protection:overview.all_levels')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.agency_id}>
                <th scope="row">{row.agency_name || <Nothing />}</th>
                {LEVELS.map((level) => (
                  <td key={level}>
                    <Cell
                      sum={row.levels[level - 1]}
                      name={`${row.agency_name}, ${t('system:level_in', { level })}`}
                      chosen={chosen.agency === row.agency_id && chosen.level === String(level)}
                      onPick={() => onPick(row.agency_id, level)}
                    />
                  </td>
                ))}
                <td>
                  <Cell
                    sum={row.all}
                    name={row.agency_name}
                    chosen={chosen.agency === row.agency_id && chosen.level === undefined}
                    onPick={() => onPick(row.agency_id, undefined)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="cl-quiet" role="status">
        {rows.length === 0 && !loading && t('protection:overview.map_none')}
        {rows.length > 0 &&
          rows.length < total &&
          t('protection:overview.map_shown', {
            shown: formatNumber(rows.length),
            total: formatNumber(total),
          })}
      </p>
      {onMore && (
        <Button loading={loading} onClick={onMore}>
          {t('ui:table.more')}
        </Button>
      )}
    </Card>
  );
}

function Cell({
  sum,
  name,
  chosen,
  onPick,
}: {
  sum: ScoreSum | null | undefined;
  name: string;
  chosen: boolean;
  onPick: () => void;
}) {
  const { t } = useTranslation('protection');
  if (!sum) return <Nothing />;
  const { percent } = sum;
  const share = percent === null || percent === undefined ? '–' : `${formatNumber(percent)}%`;
  const systems = t('overview.systems', { count: sum.systems, number: formatNumber(sum.systems) });
  const parts = t('overview.of_items', { met: formatNumber(sum.met), applies: formatNumber(sum.applies) });
  return (
    <button
      type="button"
      className="pr-cell cl-figures"
      data-heat={heatOf(percent)}
      aria-pressed={chosen}
      aria-label={[name, share, parts, systems].join(', ')}
      title={[parts, systems, ...(sum.complete ? [] : [t('overview.in_part')])].join(' · ')}
      onClick={onPick}
    >
      <strong>{share}</strong>
      <small>{systems}</small>
    </button>
  );
}
