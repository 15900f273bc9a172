import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { agencyFilter, ownAgencies } from '~/features/agency/choices';
import { systemFilter } from '~/features/system/api';
import { Level } from '~/features/system/words';
import type { DataColumn, FilterDef } from '~/ui/DataTable';
import { DateText, Nothing } from '~/ui/texts';
import { choicesQuery, type Incident } from './api';
import { STATES } from './model';
import { Countdown, capital, Marks, Severity, StateTag, useNames } from './words';

export function useFilters(): FilterDef<Incident>[] {
  const { t } = useTranslation('incident');
  const session = useSession();
  const client = useQueryClient();
  const { data: choices } = useQuery(choicesQuery);
  return useMemo(() => {
    const named = (list: readonly { code: string; name: string }[] | undefined) =>
      (list ?? []).map(({ code, name }) => ({ value: code, label: capital(name) }));
    return [
      {
        key: 'severity',
        label: t('column.severity'),
        kind: 'multi',
        options: named(choices?.severities),
      },
      {
        key: 'state',
        label: t('column.state'),
        kind: 'multi',
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      {
        key: 'agency',
        label: t('column.agency'),
        kind: 'select',
        ...agencyFilter(client, () => ownAgencies(session)),
      },
      { key: 'overdue', label: t('filter.overdue'), kind: 'flag' },
      { key: 'serious', label: t('mark.serious'), kind: 'flag', more: true },
      { key: 'mine', label: t('filter.mine'), kind: 'flag' },
      { key: 'group', label: t('column.group'), kind: 'multi', more: true, options: named(choices?.groups) },
      { key: 'system', label: t('column.system'), kind: 'select', more: true, ...systemFilter },
      { key: 'at', label: t('filter.at'), kind: 'dates', more: true },
      { key: 'all', label: t('filter.all'), kind: 'flag', more: true },
    ];
  }, [t, client, session, choices]);
}

export function useColumns(): DataColumn<Incident>[] {
  const { t } = useTranslation('incident');
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('column.title'),
        primary: true,
        render: (i) => (
          <>
            <span className="in-code">{i.code}</span> {i.title}{' '}
            <span className="cl-inline in-marks">
              <Marks incident={i} />
            </span>
          </>
        ),
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '150px',
        render: (i) => (
          <span className="in-stack">
            <Severity value={i.severity} />
            <StateTag value={i.state} />
          </span>
        ),
      },
      { key: 'next', title: t('column.next'), width: '130px', render: (i) => <NextDue incident={i} /> },
      {
        key: 'where',
        title: t('column.where'),
        width: '230px',
        render: (i) => <Where incident={i} />,
      },
      {
        key: 'lead',
        title: t('column.lead'),
        width: '120px',
        render: (i) => i.lead_name || <Nothing />,
      },
      {
        key: 'detected',
        title: t('column.detected'),
        width: '140px',
        hidden: true,
        render: (i) => <DateText value={i.detected_at} />,
      },
      {
        key: 'group',
        title: t('column.group'),
        width: '170px',
        hidden: true,
        render: (i) => <Group code={i.group_code} />,
      },
      {
        key: 'origin',
        title: t('column.origin'),
        width: '130px',
        hidden: true,
        render: (i) => t(`origin.${i.origin}`, { defaultValue: i.origin }),
      },
    ],
    [t],
  );
}

function Group({ code }: { code: string }) {
  const names = useNames();
  return code ? names.group(code) : <Nothing />;
}

/** The term that ends next; what is over has none. */
export function NextDue({ incident }: { incident: Pick<Incident, 'next_due'> }) {
  return incident.next_due ? <Countdown due={incident.next_due} /> : <Nothing />;
}

/** Whose it is, and which system, with its level. */
export function Where({ incident }: { incident: Incident }) {
  return (
    <div className="in-where">
      {incident.agency_name}
      {incident.system_name && (
        <span className="in-under">
          {incident.system_name} · <Level value={incident.system_level} />
        </span>
      )}
    </div>
  );
}
