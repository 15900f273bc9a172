import './difficulty.css';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { agencyFilter } from '~/features/duty/agencies';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { AnswerDue, type Difficulty, KINDS, STATES, State } from './words';

/** Difficulties and proposals within reach, newest first. */
export function Component() {
  const { t } = useTranslation('difficulty');
  const session = useSession();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const duty = params.get('duty');
  const filters = useMemo<FilterDef<Difficulty>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'multi',
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'select',
        options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
      },
      { key: 'agency', label: t('column.agency'), kind: 'select', ...agencyFilter(client, session) },
    ],
    [t, client, session],
  );
  const columns = useMemo<DataColumn<Difficulty>[]>(
    () => [
      {
        key: 'text',
        title: t('column.text'),
        primary: true,
        render: (d) => (
          <span className="di-clamp" title={d.text}>
            {d.text}
          </span>
        ),
      },
      { key: 'kind', title: t('column.kind'), width: '110px', render: (d) => t(`kind.${d.kind}`) },
      { key: 'agency', title: t('column.agency'), width: '200px', render: (d) => d.agency_name },
      {
        key: 'addressee',
        title: t('column.addressee'),
        width: '200px',
        render: (d) => d.escalated_name ?? d.addressee_name,
      },
      { key: 'due', title: t('column.due'), width: '180px', render: (d) => <AnswerDue item={d} /> },
      { key: 'state', title: t('column.state'), width: '140px', render: (d) => <State state={d.state} /> },
      {
        key: 'raised',
        title: t('column.raised'),
        width: '120px',
        render: (d) => <DateText value={d.raised_at} dayOnly />,
      },
    ],
    [t],
  );
  return (
    <Page
      title={t('menu')}
      meta={duty ? t('of_duty') : undefined}
      wide
      actions={
        can(session, 'difficulty.raise') && (
          <LinkButton type="primary" to={duty ? `/vuong-mac/neu?duty=${duty}` : '/vuong-mac/neu'}>
            {t('raise.title')}
          </LinkButton>
        )
      }
    >
      <DataTable<Difficulty>
        id="difficulty.list"
        label={t('menu')}
        columns={columns}
        rowKey={(d) => d.id}
        filters={filters}
        searchable={false}
        source={{
          queryKey: ['difficulty', 'list', duty],
          fetch: ({ filters: chosen, cursor, limit, signal }) => {
            const query: Record<string, string | number> = { limit };
            if (cursor) query.cursor = cursor;
            if (duty) query.duty = duty;
            for (const key of ['kind', 'agency']) if (chosen[key]?.[0]) query[key] = chosen[key][0];
            if (chosen.state?.length) query.state = chosen.state.join(',');
            return data(api.GET('/api/v1/difficulties', { params: { query }, signal }));
          },
        }}
        rowTo={(d) => `/vuong-mac/${d.id}`}
        rowState={(d) => (d.answer_late_days ? 'late' : undefined)}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}
