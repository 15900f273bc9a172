import './report.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag, Nothing, ValueMark } from '~/ui/texts';
import { CreateDialog } from './CreateDialog';
import { type ReportItem, type State, states, stateTones } from './model';

export function Component() {
  const { t } = useTranslation('report');
  const session = useSession();
  const [creating, setCreating] = useState(false);
  const mayCreate = can(session, 'report.prepare');
  const columns: DataColumn<ReportItem>[] = [
    { key: 'title', title: t('list.title'), primary: true, render: (r) => r.title },
    { key: 'agency', title: t('list.agency'), render: (r) => r.agency_name || <Nothing />, width: '22%' },
    {
      key: 'period',
      title: t('list.period'),
      width: '190px',
      render: (r) => (
        <span className="cl-figures">
          <DateText value={r.from} dayOnly /> – <DateText value={r.to} dayOnly />
        </span>
      ),
    },
    {
      key: 'due',
      title: t('list.due'),
      width: '150px',
      render: (r) => (
        <span className="cl-figures">
          {r.due_on ? <DateText value={r.due_on} dayOnly /> : <Nothing />}{' '}
          {r.state === 'preparing' && <LateTag due={r.due_on ?? undefined} />}
        </span>
      ),
    },
    {
      key: 'symbol',
      title: t('list.symbol'),
      width: '150px',
      notOnPhone: true,
      render: (r) => r.symbol ?? <Nothing />,
    },
    {
      key: 'state',
      title: t('list.state'),
      width: '170px',
      render: (r) => (
        <>
          <StatusTag tone={stateTones[r.state as State] ?? 'info'} label={t(`state.${r.state as State}`)} />
          {r.frozen_hash && <ValueMark source="frozen" />}
        </>
      ),
    },
  ];
  const filters: FilterDef<ReportItem>[] = [
    {
      key: 'state',
      label: t('list.state'),
      kind: 'select',
      options: states.map((value) => ({ value, label: t(`state.${value}`) })),
    },
    {
      key: 'level',
      label: t('list.level'),
      kind: 'select',
      options: (['consolidated', 'agency'] as const).map((value) => ({ value, label: t(`level.${value}`) })),
    },
  ];
  return (
    <Page
      title={t('menu.reports')}
      wide
      actions={
        <>
          {can(session, 'template.read') && (
            <LinkButton className="cl-desk-only" to="/bao-cao/mau">
              {t('menu.templates')}
            </LinkButton>
          )}
          {mayCreate && (
            <LinkButton className="cl-desk-only" to="/bao-cao/the-thuc">
              {t('menu.head')}
            </LinkButton>
          )}
          {mayCreate && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('create.open')}
            </Button>
          )}
        </>
      }
    >
      <DataTable<ReportItem>
        id="report.list"
        label={t('menu.reports')}
        columns={columns}
        rowKey={(r) => r.id}
        rowTo={(r) => `/bao-cao/${r.id}`}
        filters={filters}
        searchable={false}
        source={{
          queryKey: ['reports', 'list'],
          fetch: ({ filters: chosen, cursor, limit, signal }) =>
            data(
              api.GET('/api/v1/reports', {
                params: {
                  query: {
                    limit,
                    ...(cursor ? { cursor } : {}),
                    ...(chosen.state?.[0] ? { state: chosen.state[0] } : {}),
                    ...(chosen.level?.[0] ? { level: chosen.level[0] } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        empty={{
          title: t('list.empty'),
          text: mayCreate ? t('list.empty_text') : t('list.empty_reader'),
          action: mayCreate && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('create.open')}
            </Button>
          ),
        }}
      />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
