import './alert.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText, DateText, NumberText } from '~/ui/texts';
import { type Suppression, suppressionsQuery } from './api';
import { Sections } from './Sections';
import { inOrder, standingOf } from './suppress';

const STANDINGS = ['active', 'over', 'lifted'] as const;

/** What is held back now and was held back before, by whom, why and until when. */
export function Component() {
  const { t } = useTranslation('alert');
  const suppresses = can(useSession(), 'alert.suppress');
  const found = useQuery(suppressionsQuery);
  const columns = useColumns();
  const rows = useMemo(() => found.data && inOrder(found.data), [found.data]);
  const filters = useMemo<FilterDef<Suppression>[]>(
    () => [
      {
        key: 'standing',
        label: t('column.state'),
        kind: 'multi',
        options: STANDINGS.map((value) => ({ value, label: t(`suppress.standing.${value}`) })),
        match: (s, values) => values.includes(standingOf(s)),
      },
    ],
    [t],
  );
  return (
    <Page title={t('suppress.page')} meta={<Sections />} wide>
      <p className="cl-quiet">
        {t('suppress.page_about')} {suppresses && t('suppress.page_how')}
      </p>
      <DataTable<Suppression>
        id="alert.suppressions"
        label={t('suppress.page')}
        columns={columns}
        rowKey={(s) => s.id}
        filters={filters}
        searchPlaceholder={t('suppress.search')}
        source={{
          rows,
          error: found.error,
          onRetry: () => void found.refetch(),
          text: (s) =>
            [s.rule_title, s.rule_id, s.entity, s.host, s.source_name, s.agency_name, s.reason, s.author_name]
              .filter(Boolean)
              .join(' '),
        }}
        empty={{
          title: t('suppress.empty'),
          ...(suppresses ? { text: t('suppress.empty_text') } : {}),
          action: <LinkButton to="/canh-bao">{t('suppress.to_alerts')}</LinkButton>,
        }}
      />
    </Page>
  );
}

/** What is held back; what is left out counts for all. */
function Held({ of }: { of: Suppression }) {
  const { t } = useTranslation('alert');
  const session = useSession();
  const rule = of.rule_title ?? of.rule_id;
  const rest = (
    [
      ['entity', of.entity],
      ['host', of.host],
      ['source', of.source_id && (of.source_name ?? t('source_gone'))],
      ['agency', of.agency_id && (of.agency_name ?? of.agency_id)],
    ] as const
  ).filter(([, value]) => value);
  return (
    <>
      {rule ? (
        of.rule_id && can(session, 'rule.read') ? (
          <Link to={`/quy-tac/${encodeURIComponent(of.rule_id)}`}>{rule}</Link>
        ) : (
          rule
        )
      ) : (
        t('suppress.all_rules')
      )}
      {rest.map(([part, value]) => (
        <span key={part} className="al-rule">
          {t(`suppress.part.${part}`)} <span className="al-strong">{value}</span>
        </span>
      ))}
    </>
  );
}

function useColumns(): DataColumn<Suppression>[] {
  const { t } = useTranslation('alert');
  const session = useSession();
  const lifts = can(session, 'alert.suppress');
  return useMemo(
    () => [
      { key: 'what', title: t('suppress.column'), primary: true, render: (s) => <Held of={s} /> },
      {
        key: 'standing',
        title: t('column.state'),
        width: '130px',
        sortable: true,
        sortValue: (s) => STANDINGS.indexOf(standingOf(s)),
        render: (s) => {
          const standing = standingOf(s);
          return (
            <StatusTag
              tone={standing === 'active' ? 'medium' : 'info'}
              label={t(`suppress.standing.${standing}`)}
            />
          );
        },
      },
      {
        key: 'until',
        title: t('suppress.until_short'),
        width: '150px',
        sortable: true,
        sortValue: (s) => s.lifted_at ?? s.until,
        render: (s) =>
          s.lifted_at ? (
            <>
              <DateText value={s.lifted_at} />
              <span className="al-rule">{t('suppress.lifted_by', { name: s.lifted_by ?? '' })}</span>
            </>
          ) : (
            <DateText value={s.until} />
          ),
      },
      {
        key: 'held',
        title: t('suppress.held'),
        width: '150px',
        sortable: true,
        sortValue: (s) => s.held,
        render: (s) => (
          <>
            <NumberText value={s.held} />
            {s.last_held_at && (
              <span className="al-rule">
                {t('suppress.last_held')} <AgoText value={s.last_held_at} />
              </span>
            )}
          </>
        ),
      },
      { key: 'reason', title: t('dialog.reason'), width: '240px', render: (s) => s.reason },
      {
        key: 'author',
        title: t('suppress.author'),
        width: '170px',
        render: (s) => (
          <>
            {s.author_name}
            <span className="al-rule">
              <DateText value={s.created_at} />
            </span>
          </>
        ),
      },
      ...(lifts
        ? [
            {
              key: 'lift',
              title: t('suppress.lift'),
              width: '90px',
              render: (s: Suppression) => s.active && <Lift suppression={s} />,
            },
          ]
        : []),
    ],
    [t, lifts],
  );
}

/** Ends it before its time. */
function Lift({ suppression }: { suppression: Suppression }) {
  const { t } = useTranslation(['alert', 'common']);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const reread = () => client.invalidateQueries({ queryKey: suppressionsQuery.queryKey });
  const lift = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/alerts/suppressions/{id}/lift', { params: { path: { id: suppression.id } } })),
    onSuccess: () => {
      void message.success(t('alert:suppress.lift_done'));
      return reread();
    },
    onError: (error) => {
      // It was over already: the list says so.
      if (isProblem(error) && error.status === 409) void reread();
      modal.error({ title: t('alert:suppress.lift_failed'), content: <ProblemAlert problem={error} /> });
    },
  });
  return (
    <Button
      size="small"
      loading={lift.isPending}
      onClick={() =>
        modal.confirm({
          title: t('alert:suppress.lift_ask'),
          content: t('alert:suppress.lift_text'),
          okText: t('alert:suppress.lift'),
          cancelText: t('common:action.back'),
          onOk: () => lift.mutateAsync().catch(() => undefined),
        })
      }
    >
      {t('alert:suppress.lift')}
    </Button>
  );
}
