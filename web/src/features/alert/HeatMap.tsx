import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Skeleton } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing } from '~/ui/texts';
import type { Technique } from './api';
import { columnsOf, heatOf, isBlind, listLink, type Period } from './figures';

/** Rules of one technique that are named. */
const RULES = 50;

/** Techniques of ATT&CK under their tactics: what alerts spoke of, and what no rule could see. */
export function HeatMap({ techniques, period }: { techniques: readonly Technique[]; period: Period }) {
  const { t } = useTranslation('alert');
  const [onlySeen, setOnlySeen] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const shown = useMemo(
    () => (onlySeen ? techniques.filter((one) => one.alerts > 0) : techniques),
    [techniques, onlySeen],
  );
  const columns = useMemo(() => columnsOf(shown), [shown]);
  const most = Math.max(0, ...techniques.map((one) => one.alerts));
  const seen = techniques.filter((one) => one.alerts > 0).length;
  const known = techniques.find((one) => one.id === chosen);
  return (
    <Card
      title={t('attack.title')}
      extra={
        <Checkbox checked={onlySeen} onChange={(e) => setOnlySeen(e.target.checked)}>
          {t('attack.only_seen')}
        </Checkbox>
      }
    >
      <p>
        {t('attack.finding', { seen: formatNumber(seen), all: formatNumber(techniques.length) })}{' '}
        <span className="cl-quiet">{t('attack.legend')}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <section className="fi-map" tabIndex={0} aria-label={t('attack.title')}>
        {columns.map(({ tactic, techniques: under }) => (
          <section key={tactic} aria-label={t(`tactic.${tactic}`)}>
            <h3>{t(`tactic.${tactic}`)}</h3>
            {under.length === 0 && <p className="cl-quiet">{t('attack.empty')}</p>}
            <ul>
              {under.map((one) => (
                <li key={one.id}>
                  <Cell
                    technique={one}
                    heat={heatOf(one.alerts, most)}
                    chosen={one.id === chosen}
                    onChoose={() => setChosen(one.id === chosen ? undefined : one.id)}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </section>
      <div aria-live="polite">
        {known && <Chosen technique={known} period={period} onClose={() => setChosen(undefined)} />}
      </div>
      <details>
        <summary>{t('attack.table')}</summary>
        <Twin techniques={shown} />
      </details>
    </Card>
  );
}

function Cell({
  technique,
  heat,
  chosen,
  onChoose,
}: {
  technique: Technique;
  heat: number;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation('alert');
  const { id, alerts, rules, live_rules: live } = technique;
  const counted = rules !== null && rules !== undefined;
  const alertsText = t('figures.of_alerts', { count: alerts, number: formatNumber(alerts) });
  const rulesText = counted
    ? t('attack.of_rules', { live: formatNumber(live ?? 0), rules: formatNumber(rules) })
    : undefined;
  return (
    <button
      type="button"
      className="fi-cell"
      data-heat={heat}
      data-blind={isBlind(technique) || undefined}
      aria-pressed={chosen}
      title={[id, alertsText, rulesText].filter(Boolean).join(' · ')}
      aria-label={[id, alertsText, rulesText].filter(Boolean).join(', ')}
      onClick={onChoose}
    >
      <span>{id}</span>
      <span className="cl-figures">
        {alerts > 0 && <strong>{formatNumber(alerts)}</strong>}
        {counted && (
          <small>
            {formatNumber(live ?? 0)}/{formatNumber(rules)}
          </small>
        )}
      </span>
    </button>
  );
}

/** What is behind a cell: its numbers, its rules, and the alerts of each. */
function Chosen({
  technique,
  period,
  onClose,
}: {
  technique: Technique;
  period: Period;
  onClose: () => void;
}) {
  const { t } = useTranslation('alert');
  const session = useSession();
  const { id } = technique;
  const tag = `attack.${id.toLowerCase()}`;
  const found = useQuery({
    queryKey: ['rule', 'of-technique', tag],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/rules', { params: { query: { search: tag, limit: RULES } }, signal })),
    enabled: can(session, 'rule.read'),
    staleTime: 60_000,
  });
  // The search finds a part of a tag: `t1110` is also in `t1110.001`.
  const rules = found.data?.items.filter((rule) => rule.tags.some((x) => x.toLowerCase() === tag));
  // The map is higher than a screen: what was asked for comes into sight.
  const box = useRef<HTMLDivElement>(null);
  const read = !found.isLoading;
  useEffect(() => {
    if (id && read) box.current?.scrollIntoView({ block: 'nearest' });
  }, [id, read]);
  return (
    <div className="fi-chosen" ref={box}>
      <div className="fi-chosen-head">
        <strong>
          {id}: {t('figures.of_alerts', { count: technique.alerts, number: formatNumber(technique.alerts) })}
          {technique.confirmed > 0 &&
            `, ${t('attack.confirmed', { count: technique.confirmed, number: formatNumber(technique.confirmed) })}`}
        </strong>
        <a
          href={`https://attack.mitre.org/techniques/${id.replace('.', '/')}/`}
          target="_blank"
          rel="noreferrer"
        >
          {t('attack.about')}
        </a>
        {technique.alerts > 0 && (
          <Link to={listLink(period, { technique: id })}>{t('attack.alerts_of_technique')}</Link>
        )}
        <Button size="small" onClick={onClose}>
          {t('attack.close')}
        </Button>
      </div>
      {found.isLoading && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {rules &&
        (rules.length === 0 ? (
          <p className="cl-quiet">{t('attack.no_rules')}</p>
        ) : (
          <ul className="cl-lines">
            {rules.map((rule) => (
              <li key={rule.id}>
                <span>
                  <Link to={`/quy-tac/${encodeURIComponent(rule.id)}`}>{rule.title}</Link>
                  {rule.state !== 'live' && <span className="al-rule">{t('attack.not_live')}</span>}
                </span>
                <Link to={listLink(period, { rule: rule.id })}>{t('attack.alerts_of_rule')}</Link>
              </li>
            ))}
          </ul>
        ))}
    </div>
  );
}

/** The same numbers as a table. */
function Twin({ techniques }: { techniques: readonly Technique[] }) {
  const { t } = useTranslation('alert');
  const rows = [...techniques].sort((a, b) => b.alerts - a.alerts || a.id.localeCompare(b.id, 'en'));
  return (
    <div className="cl-scroll">
      <table className="cl-plain">
        <thead>
          <tr>
            {['technique', 'tactics', 'alerts', 'confirmed_short', 'live', 'rules'].map((key) => (
              <th scope="col" key={key}>
                {t(`attack.column.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.id}</th>
              <th scope="row">
                {one.tactics
                  .map((x) => t(`tactic.${x.toLowerCase().replaceAll('_', '-')}`, { defaultValue: x }))
                  .join(', ') || <Nothing />}
              </th>
              <td className="cl-figures">{formatNumber(one.alerts)}</td>
              <td className="cl-figures">{formatNumber(one.confirmed)}</td>
              {[one.live_rules, one.rules].map((n, at) => (
                <td key={at === 0 ? 'live' : 'rules'} className="cl-figures">
                  {n === null || n === undefined ? <Nothing /> : formatNumber(n)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
