import { useMutation } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { type Entry, nameOf, stepOf } from './audit';

/** Beginnings of actions the list is filtered by: `person.` stands for all that is done to people. */
const AREAS = [
  'account',
  'person',
  'grant',
  'session',
  'agency',
  'group',
  'plan',
  'duty',
  'target',
  'obligation',
  'difficulty',
  'report',
  'template',
  'register',
  'alert',
  'source',
  'job',
  'audit',
] as const;

export function Component() {
  const { t } = useTranslation('admin');
  const mayVerify = can(useSession(), 'audit.verify');
  const [open, setOpen] = useState<Entry>();
  const columns = useMemo<DataColumn<Entry>[]>(
    () => [
      { key: 'at', title: t('audit.at'), width: '150px', render: (e) => <DateText value={e.at} /> },
      {
        key: 'action',
        title: t('audit.action'),
        primary: true,
        width: '26%',
        render: (e) => <Action entry={e} />,
      },
      {
        key: 'actor',
        title: t('audit.actor'),
        width: '24%',
        render: (e) => <Actor entry={e} />,
      },
      {
        key: 'object',
        title: t('audit.object'),
        render: (e) => (
          <>
            {t(`audit.objects.${e.object_kind}`, { defaultValue: e.object_kind })}
            {nameOf(e) && (
              <div className="cl-quiet cl-clamp" title={nameOf(e)}>
                {nameOf(e)}
              </div>
            )}
          </>
        ),
      },
      {
        key: 'seq',
        title: t('audit.seq'),
        width: '90px',
        align: 'right',
        notOnPhone: true,
        render: (e) => formatNumber(e.seq),
      },
    ],
    [t],
  );
  const filters = useMemo<FilterDef<Entry>[]>(
    () => [
      {
        key: 'area',
        label: t('audit.area'),
        kind: 'select',
        options: AREAS.map((value) => ({ value, label: t(`audit.areas.${value}`) })),
      },
      {
        key: 'actor',
        label: t('audit.actor'),
        kind: 'select',
        loadOptions: async (search, signal) => {
          const page = await data(
            api.GET('/api/v1/people', {
              params: { query: { limit: 20, ...(search ? { search } : {}) } },
              signal,
            }),
          );
          return page.items.map((p) => ({ value: p.id, label: `${p.full_name} (${p.user_name})` }));
        },
        loadLabels: (ids, signal) =>
          Promise.all(
            ids.map(async (id) => {
              const p = await data(api.GET('/api/v1/people/{id}', { params: { path: { id } }, signal }));
              return { value: id, label: `${p.full_name} (${p.user_name})` };
            }),
          ),
      },
      { key: 'day', label: t('audit.day'), kind: 'dates' },
    ],
    [t],
  );
  return (
    <Page title={t('audit.menu')} meta={t('audit.about')} wide>
      {mayVerify && <Verify />}
      <DataTable<Entry>
        id="admin.audit"
        label={t('audit.menu')}
        columns={columns}
        rowKey={(e) => String(e.seq)}
        onOpen={setOpen}
        filters={filters}
        searchable={false}
        source={{
          queryKey: ['audit', 'list'],
          fetch: async ({ filters: chosen, cursor, limit, signal }) => {
            const one = (key: string) => chosen[key]?.[0];
            const query = {
              limit,
              ...(one('area') ? { action: `${one('area')}.` } : {}),
              ...(one('actor') ? { actor_id: one('actor') as string } : {}),
              ...(one('day_from') ? { from: one('day_from') as string } : {}),
              ...(one('day_to') ? { to: one('day_to') as string } : {}),
              ...(cursor ? { cursor } : {}),
            };
            const page = await data(api.GET('/api/v1/audit', { params: { query }, signal }));
            return { ...page, next_cursor: page.next_cursor ?? null };
          },
        }}
        empty={{ title: t('audit.empty'), text: t('audit.empty_text') }}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        size={560}
        title={open && <Action entry={open} />}
      >
        {open && <Details entry={open} />}
      </Drawer>
    </Page>
  );
}

/** What was done, in words; where one action has several steps its details say which. */
function Action({ entry }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  const step = stepOf(entry);
  const general = t(`audit.actions.${entry.action}`, { defaultValue: entry.action });
  return <>{step ? t(`audit.steps.${step}`, { defaultValue: general }) : general}</>;
}

/** Who did it; what the product does by itself is done by the system, not by a person of its name. */
function Actor({ entry }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  if (entry.actor_kind === 'person') return <>{entry.actor_name}</>;
  return (
    <>
      {t('audit.actors.system')} <span className="cl-quiet">({t(`audit.actors.${entry.actor_kind}`)})</span>
    </>
  );
}

function Details({ entry }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  const code = (text: string | null | undefined) =>
    text ? <code className="cl-break">{text}</code> : <Nothing />;
  return (
    <>
      <dl className="cl-facts">
        <dt>{t('audit.at')}</dt>
        <dd>
          <DateText value={entry.at} />
        </dd>
        <dt>{t('audit.actor')}</dt>
        <dd>
          <Actor entry={entry} />
        </dd>
        {entry.actor_kind !== 'person' && (
          <>
            <dt>{t('audit.actor_code')}</dt>
            <dd>
              {t(`jobs.kinds.${entry.actor_name}`, { defaultValue: '' })} {code(entry.actor_name)}
            </dd>
          </>
        )}
        <dt>{t('audit.object')}</dt>
        <dd>
          {t(`audit.objects.${entry.object_kind}`, { defaultValue: entry.object_kind })}
          {nameOf(entry) && `: ${nameOf(entry)}`} {code(entry.object_id)}
        </dd>
        <dt>{t('audit.request')}</dt>
        <dd>{code(entry.request_id)}</dd>
        <dt>{t('audit.seq')}</dt>
        <dd>{formatNumber(entry.seq)}</dd>
        <dt>{t('audit.hash')}</dt>
        <dd>{code(entry.hash)}</dd>
      </dl>
      <h3>{t('audit.detail')}</h3>
      <pre className="cl-json">{JSON.stringify(entry.detail, null, 2)}</pre>
    </>
  );
}

function Verify() {
  const { t } = useTranslation('admin');
  const verify = useMutation({ mutationFn: () => data(api.GET('/api/v1/audit/verify')) });
  const verdict = verify.data;
  return (
    <div className="cl-verify">
      <div className="cl-row-actions">
        <Button loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('audit.verify')}
        </Button>
        <span className="cl-quiet">{t('audit.verify_text')}</span>
      </div>
      <div aria-live="polite">
        {verify.isError && <ProblemAlert problem={verify.error} onRetry={() => verify.mutate()} />}
        {verdict?.whole && (
          <p>
            <StatusTag tone="good" label={t('audit.whole')} />{' '}
            {t('audit.whole_text', { count: verdict.entries, number: formatNumber(verdict.entries) })}{' '}
            <code className="cl-break">{verdict.head}</code>
          </p>
        )}
        {verdict && !verdict.whole && (
          <div className="cl-problem" role="alert">
            <p className="cl-problem-what">
              {t('audit.broken', {
                seq: verdict.broken_at === null ? '?' : formatNumber(verdict.broken_at ?? 0),
              })}
            </p>
            <p>
              {t(`audit.reasons.${(verdict.reason ?? '').replace(' ', '_')}`, {
                defaultValue: t('audit.reasons.changed'),
              })}{' '}
              {t('audit.broken_text')}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
