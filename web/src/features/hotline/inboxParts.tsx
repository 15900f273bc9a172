import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { DataColumn, FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { AgoText, Nothing } from '~/ui/texts';
import { choicesQuery, countsQuery, type ReportLine } from './api';
import { CHANNELS, kindsInOrder, STATES, URGENCIES, VIEWS, type View, viewOf } from './model';
import { Amount, Marks, NextDue, Since, StateTag, useSubject, WithdrawalTag } from './words';

/** What the list can be narrowed by. */
export function useFilters(): FilterDef<ReportLine>[] {
  const { t, i18n } = useTranslation('hotline');
  const { data } = useQuery(choicesQuery);
  return useMemo(
    () => [
      {
        key: 'urgency',
        label: t('column.urgency'),
        kind: 'select',
        options: URGENCIES.map((value) => ({ value, label: t(`urgency.${value}.name`) })),
      },
      { key: 'overdue', label: t('filter.overdue'), kind: 'flag' },
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'select',
        options: kindsInOrder(data?.kinds ?? []).map(({ code, name }) => ({ value: code, label: name })),
      },
      {
        key: 'scam_type',
        label: t('column.scam_type'),
        kind: 'select',
        options: (data?.scam_types ?? []).map((type) => ({
          value: type.code,
          label: i18n.language === 'en' && type.name_en ? type.name_en : type.name,
        })),
      },
      {
        key: 'desk_id',
        label: t('column.desk'),
        kind: 'select',
        more: true,
        options: (data?.desks ?? []).map(({ id, name }) => ({ value: id, label: name })),
      },
      {
        key: 'channel',
        label: t('column.channel'),
        kind: 'select',
        more: true,
        options: CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) })),
      },
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        more: true,
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      { key: 'at', label: t('filter.at'), kind: 'dates', more: true },
    ],
    [t, i18n.language, data],
  );
}

/** A line has no room for everything beside the menu; a phone has cards again. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const query = narrowQuery();
      query.addEventListener('change', tell);
      return () => query.removeEventListener('change', tell);
    },
    () => narrowQuery().matches,
  );
}
const narrowQuery = () => window.matchMedia('screen and (min-width: 801px) and (max-width: 1240px)');

export function useColumns(): DataColumn<ReportLine>[] {
  const { t } = useTranslation('hotline');
  const subject = useSubject();
  const narrow = useNarrow();
  return useMemo(
    () => [
      {
        key: 'since',
        title: t('column.since'),
        width: '104px',
        render: (line) => <Since at={line.received_at} urgent={line.urgency === 'now'} />,
      },
      {
        key: 'report',
        title: t('column.report'),
        primary: true,
        render: (line) => (
          <>
            <span className="hl-number">{line.number}</span> <WithdrawalTag line={line} /> {subject(line)}
            {line.redacted && <span className="hl-excerpt"> – {line.redacted}</span>}
          </>
        ),
      },
      {
        key: 'money',
        title: t('column.money'),
        width: '154px',
        hidden: narrow,
        render: (line) => <Amount line={line} short />,
      },
      {
        key: 'state',
        title: t('column.state'),
        // The longest state has to be read whole.
        width: '194px',
        render: (line) => <StateTag value={line.state} />,
      },
      {
        key: 'assigned',
        title: t('column.assigned'),
        width: '120px',
        hidden: narrow,
        render: (line) =>
          line.assigned_name ? <span title={line.assigned_name}>{line.assigned_name}</span> : <Nothing />,
      },
      {
        key: 'due',
        title: t('column.due'),
        width: '128px',
        render: (line) => <NextDue line={line} />,
      },
      { key: 'marks', title: t('column.marks'), width: '100px', render: (line) => <Marks line={line} /> },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '150px',
        hidden: true,
        render: (line) => line.kind_name ?? <Nothing />,
      },
      {
        key: 'channel',
        title: t('column.channel'),
        width: '120px',
        hidden: true,
        render: (line) => t(`channel.${line.channel}`, { defaultValue: line.channel }),
      },
      {
        key: 'desk',
        title: t('column.desk'),
        width: '150px',
        hidden: true,
        render: (line) => line.desk_name,
      },
      {
        key: 'commune',
        title: t('column.commune'),
        width: '150px',
        hidden: true,
        render: (line) => line.commune_name ?? <Nothing />,
      },
      {
        key: 'received',
        title: t('column.received'),
        width: '130px',
        hidden: true,
        render: (line) => <AgoText value={line.received_at} />,
      },
    ],
    [t, subject, narrow],
  );
}

/** What waits now, as ways into the list; which one is open is marked. */
export function Views() {
  const { t } = useTranslation('hotline');
  const { data: counts } = useQuery(countsQuery);
  const [params, setParams] = useSearchParams();
  const view = viewOf(params.get('view'));
  const urgency = params.get('urgency');
  const overdue = params.get('overdue') === 'true';
  const go = (to: { view?: View; urgency?: string; overdue?: string; sort?: string }) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const key of ['view', 'urgency', 'overdue', 'sort', 'page']) next.delete(key);
        for (const [key, value] of Object.entries(to)) if (value) next.set(key, value);
        return next;
      },
      { replace: true },
    );
  const urgent = counts
    ? ([
        { key: 'now', number: counts.now, on: urgency === 'now', to: { urgency: 'now' } },
        { key: 'today', number: counts.today, on: urgency === 'today', to: { urgency: 'today' } },
        { key: 'overdue', number: counts.overdue, on: overdue, to: { overdue: 'true', sort: 'due' } },
      ] as const)
    : [];
  const number: Partial<Record<View, number>> = counts
    ? { mine: counts.mine, unassigned: counts.unassigned, quarantined: counts.quarantined }
    : {};
  return (
    <div className="hl-views">
      {/* Said aloud when another urgent one comes in. */}
      <p className="cl-hidden" role="status">
        {counts && t('count.said', { count: counts.now, number: formatNumber(counts.now) })}
      </p>
      <nav aria-label={t('view.label')}>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            className="hl-view"
            aria-current={one === view && !urgency && !overdue ? 'true' : undefined}
            onClick={() => go(one === 'open' ? {} : { view: one })}
          >
            {t(`view.${one}`)}
            {number[one] !== undefined && (
              <span className="hl-count cl-figures"> {formatNumber(number[one])}</span>
            )}
          </button>
        ))}
      </nav>
      {counts && (
        <ul aria-label={t('count.label')}>
          {urgent.map(({ key, number: waiting, on, to }) => (
            <li key={key}>
              <button
                type="button"
                className="hl-view"
                data-tone={waiting > 0 ? key : undefined}
                aria-pressed={on}
                title={key === 'overdue' ? t('count.overdue_about') : undefined}
                onClick={() => go(on ? {} : to)}
              >
                <strong className="cl-figures">{formatNumber(waiting)}</strong> {t(`count.${key}`)}
              </button>
            </li>
          ))}
          {counts.unread > 0 && (
            <li className="hl-said">
              <strong className="cl-figures">{formatNumber(counts.unread)}</strong> {t('count.unread')}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
