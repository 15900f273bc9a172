import './hotline.css';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { type PageKeys, usePageKeys } from '~/app/shell/keyboard';
import { ActProblem } from '~/ui/ActProblem';
import { DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { OneOf } from '~/ui/OneOf';
import { Page } from '~/ui/Page';
import {
  askOf,
  countsQuery,
  ORDERS,
  offsetOf,
  type ReportLine,
  readReports,
  refreshMsOf,
  tablePage,
} from './api';
import { act, liftQuarantine } from './calls';
import { useColumns, useFilters, Views } from './inboxParts';
import { isMine, isOverdue, viewOf } from './model';
import { INTAKE_PATH, reportPath } from './pages';
import { Sections } from './Sections';
import { useAct } from './useAct';

/** Reports within reach, those where money is moving first; worked through with the keyboard. */
export function Component() {
  const { t } = useTranslation('hotline');
  const session = useSession();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const view = viewOf(params.get('view'));
  const order = ORDERS.find((one) => one === params.get('sort')) ?? ORDERS[0];
  const byUrgency = order === 'urgency' && view !== 'closed';
  const filters = useFilters();
  const columns = useColumns();
  const handles = can(session, 'hotline.handle');
  const takes = useAct((line: ReportLine) => act(line, 'take'), t('take.done'));
  const lifts = useAct(
    (rows: ReportLine[]) => liftQuarantine(rows.map((row) => row.id)),
    t('quarantine.lifted'),
  );
  const take = (line: ReportLine) => {
    if (isMine(line, session.person.id)) void message.info(t('take.yours'));
    else if (line.assigned_to) void message.info(t('take.taken', { name: line.assigned_name }));
    else if (!takes.isPending) takes.mutate(line);
  };
  const keys = useMemo<PageKeys | undefined>(
    () => (handles ? { title: t('menu'), keys: [{ key: 't', text: t('take.open') }] } : undefined),
    [t, handles],
  );
  usePageKeys(keys);
  const bandOf = (line: ReportLine) => ({
    key: line.urgency,
    label: t(`urgency.${line.urgency}.band`, { defaultValue: line.urgency }),
    ...(line.urgency === 'now' ? { tone: 'urgent' as const } : {}),
    ...(line.urgency === 'today' ? { tone: 'high' as const } : {}),
  });
  return (
    <Page
      title={t('menu')}
      meta={<Sections />}
      wide
      actions={
        can(session, 'hotline.intake') && (
          <LinkButton type="primary" to={INTAKE_PATH}>
            {t('intake.open')}
          </LinkButton>
        )
      }
    >
      <Views />
      {handles && <p className="hl-keys">{t('keys')}</p>}
      {takes.isError && <ActProblem error={takes.error} />}
      {lifts.isError && <ActProblem error={lifts.error} />}
      {view === 'quarantined' && <p className="cl-notice">{t('quarantine.about')}</p>}
      <div className="hl-inbox">
        <DataTable<ReportLine>
          id="hotline.inbox"
          label={t('menu')}
          columns={columns}
          rowKey={(line) => line.id}
          filters={filters}
          searchPlaceholder={t('search')}
          source={{
            queryKey: ['hotline', 'list', view],
            refreshMs: refreshMsOf(params.get('page')),
            fetch: async ({ cursor, limit, signal, ...query }) => {
              const offset = offsetOf(cursor);
              const page = await readReports({ ...askOf(query, view), offset, limit }, signal);
              client.setQueryData(countsQuery.queryKey, page.counts);
              return tablePage(page, offset);
            },
          }}
          rowTo={(line) => reportPath(line.id)}
          rowState={(line) => (isOverdue(line, new Date()) ? 'late' : undefined)}
          {...(byUrgency ? { bandOf } : {})}
          {...(handles ? { rowKeys: { t: take } } : {})}
          {...(handles && view === 'quarantined'
            ? {
                bulkActions: (rows: ReportLine[], clear: () => void) => (
                  <Button
                    size="small"
                    loading={lifts.isPending}
                    onClick={() => lifts.mutate(rows, { onSuccess: clear })}
                  >
                    {t('quarantine.lift_many', { number: formatNumber(rows.length) })}
                  </Button>
                ),
              }
            : {})}
          extra={
            <OneOf
              label={t('order.label')}
              value={order}
              options={ORDERS.map((value) => ({ value, label: t(`order.${value}`) }))}
              onChange={(value) =>
                setParams(
                  (old) => {
                    const next = new URLSearchParams(old);
                    next.delete('page');
                    if (value === ORDERS[0]) next.delete('sort');
                    else next.set('sort', value);
                    return next;
                  },
                  { replace: true },
                )
              }
            />
          }
          empty={{ title: t(`empty.${view}.title`), text: t(`empty.${view}.text`) }}
        />
      </div>
    </Page>
  );
}
