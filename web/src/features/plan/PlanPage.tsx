import './review/review.css';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { summaryQuery } from '~/features/duty/api';
import { listPath } from '~/features/duty/filters';
import { formatDate, formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { Timeline } from '~/ui/views';
import { given, planQuery } from './api';
import { ImportDialog } from './ImportDialog';
import { movedNotice } from './moved';
import { PlanForm } from './PlanForm';
import { StateTag } from './words';

export function Component() {
  const { plan: id = '' } = useParams();
  const { t } = useTranslation(['plan', 'common']);
  const client = useQueryClient();
  const session = useSession();
  const { modal } = App.useApp();
  const query = useQuery(planQuery(id));
  const [importing, setImporting] = useState(false);
  const [ending, setEnding] = useState(false);
  const [editing, setEditing] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [working, setWorking] = useState(false);
  if (query.error)
    return (
      <Page title={t('menu')}>
        <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  const plan = query.data?.value;
  if (!plan)
    return (
      <Page title={t('menu')}>
        <Skeleton active />
      </Page>
    );
  const may = (action: string) => plan.may.includes(action);
  const waiting = plan.versions.find((v) => v.state === 'in_review');
  const header = { 'if-match': `"${plan.version}"` };

  async function run(work: () => Promise<unknown>) {
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
      setEnding(false);
      setRejecting(false);
    } catch (error) {
      setProblem(error);
    } finally {
      setWorking(false);
      await client.invalidateQueries({ queryKey: ['plan'] });
    }
  }
  const relatives = [
    ['parent', plan.parent ? [plan.parent] : []],
    ['replaces', plan.replaces ? [plan.replaces] : []],
    ['replaced_by', plan.replaced_by ? [plan.replaced_by] : []],
    ['children', plan.children],
  ] as const;

  return (
    <Page
      title={plan.title}
      object={plan.number ?? plan.title}
      wide
      meta={
        <>
          <StateTag state={plan.state} /> {t(`kind.${plan.kind}`)}
          {plan.number && ` · ${plan.number}`}
          {plan.issued_on && ` · ${formatDate(plan.issued_on)}`}
        </>
      }
      actions={
        <>
          {waiting && may('plan.review') && (
            <LinkButton type="primary" to={`/ke-hoach/ban/${waiting.id}/ra-soat`}>
              {t('page.review')}
            </LinkButton>
          )}
          {plan.state === 'approved' && may('plan.activate') && (
            <Button
              type="primary"
              loading={working}
              onClick={() =>
                void run(async () => {
                  const settled = await data(
                    api.POST('/api/v1/plans/{id}/activate', {
                      params: { path: { id }, header },
                      body: { on: null },
                    }),
                  );
                  movedNotice(modal, t, settled.moved);
                })
              }
            >
              {t('page.activate')}
            </Button>
          )}
          {!waiting && may('plan.import') && ['approved', 'active', 'in_review'].includes(plan.state) && (
            <Button onClick={() => setImporting(true)}>{t('page.next_version')}</Button>
          )}
          {may('plan.end') && ['approved', 'active', 'in_review'].includes(plan.state) && (
            <Button danger type="text" className="cl-desk-only" onClick={() => setEnding(true)}>
              {t('page.end')}
            </Button>
          )}
        </>
      }
    >
      {problem !== undefined && !ending && !rejecting && <ProblemAlert problem={problem} />}
      {plan.state === 'approved' && <p className="cl-notice">{t('page.not_active')}</p>}
      <div className="cl-cards">
        {(plan.state === 'active' || plan.state === 'ended') && <Standing plan={id} />}
        <Card
          title={t('page.about')}
          extra={
            may('plan.review') &&
            !['ended', 'replaced'].includes(plan.state) && (
              <Button size="small" onClick={() => setEditing(true)}>
                {t('page.edit')}
              </Button>
            )
          }
        >
          <dl className="cl-facts">
            <dt>{t('field.owner')}</dt>
            <dd>{plan.owner_name ?? '–'}</dd>
            <dt>{t('field.issuer')}</dt>
            <dd>{plan.issuer ?? '–'}</dd>
            <dt>{t('field.period')}</dt>
            <dd>
              {plan.period_from || plan.period_to
                ? `${plan.period_from ? formatDate(plan.period_from) : '…'} – ${plan.period_to ? formatDate(plan.period_to) : '…'}`
                : '–'}
            </dd>
            <dt>{t('field.legal_basis')}</dt>
            <dd>{plan.legal_basis.join('; ') || '–'}</dd>
            <dt>{t('field.handling')}</dt>
            <dd>{t(`handling.${plan.handling}`)}</dd>
            <dt>{t('field.activated_at')}</dt>
            <dd>
              <DateText value={plan.activated_at} />
            </dd>
          </dl>
        </Card>
        <Card title={t('page.versions')}>
          <ul className="pl-tree">
            {[...plan.versions].reverse().map((v) => (
              <li key={v.id}>
                <Link to={`/ke-hoach/ban/${v.id}/ra-soat`}>
                  {t('review.version', { ordinal: v.ordinal })}
                </Link>{' '}
                <StateTag state={v.state} of="version_state" />
                <div className="cl-quiet">
                  {t('page.imported')} <DateText value={v.imported_at} />
                  {v.approved_at && (
                    <>
                      {' · '}
                      {t('page.approved')} <DateText value={v.approved_at} />
                    </>
                  )}
                </div>
                <div className="cl-row-actions" style={{ marginTop: 0 }}>
                  {v.has_file && <a href={`/api/v1/plans/versions/${v.id}/file`}>{t('review.download')}</a>}
                  {v.ordinal > 1 && <Link to={`/ke-hoach/ban/${v.id}/so-sanh`}>{t('review.compare')}</Link>}
                  {v.state === 'in_review' && may('plan.review') && (
                    <Button size="small" type="link" danger onClick={() => setRejecting(true)}>
                      {t('page.reject')}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </Card>
        {relatives.some(([, plans]) => plans.length > 0) && (
          <Card title={t('page.around')}>
            {relatives.map(([relation, plans]) =>
              plans.length === 0 ? null : (
                <div key={relation}>
                  <strong>{t(`page.${relation}`)}</strong>
                  <ul className="pl-tree">
                    {plans.map((p) => (
                      <li key={p.id}>
                        <Link to={`/ke-hoach/${p.id}`}>{p.title}</Link> <StateTag state={p.state} />
                      </li>
                    ))}
                  </ul>
                </div>
              ),
            )}
          </Card>
        )}
        {may('plan.review') && <History plan={id} />}
      </div>
      {importing && <ImportDialog plan={{ id, title: plan.title }} onClose={() => setImporting(false)} />}
      {editing && (
        <PlanForm
          title={t('plan_form.edit')}
          draft={`plan.plan.${id}`}
          submit={t('plan_form.save')}
          owners={[
            ...ownAgencies(session).filter((o) => o.value !== plan.owner_id),
            { value: plan.owner_id, label: plan.owner_name ?? plan.owner_id },
          ]}
          initial={{
            owner: plan.owner_id,
            kind: plan.kind,
            title: plan.title,
            number: plan.number ?? null,
            issued_on: plan.issued_on ?? null,
            issuer: plan.issuer ?? null,
            parent: plan.parent_id ?? null,
            replaces: plan.replaces_id ?? null,
            period_from: plan.period_from ?? null,
            period_to: plan.period_to ?? null,
            legal_basis: plan.legal_basis,
          }}
          around={[plan.parent, plan.replaces].flatMap((p) => (p ? [{ value: p.id, label: p.title }] : []))}
          send={async (body) => {
            await api.PUT('/api/v1/plans/{id}', { params: { path: { id }, header }, body });
            await client.invalidateQueries({ queryKey: ['plan'] });
          }}
          onClose={() => setEditing(false)}
        />
      )}
      {ending && (
        <ReasonDialog
          of="end"
          working={working}
          problem={problem}
          onClose={() => setEnding(false)}
          onDone={(reason) =>
            void run(() =>
              api.POST('/api/v1/plans/{id}/end', {
                params: { path: { id }, header },
                body: { reason },
              }),
            )
          }
        />
      )}
      {rejecting && waiting && (
        <ReasonDialog
          of="reject"
          working={working}
          problem={problem}
          onClose={() => setRejecting(false)}
          onDone={(reason) =>
            void run(() =>
              api.POST('/api/v1/plans/versions/{version}/reject', {
                params: { path: { version: waiting.id }, header: { 'if-match': `"${waiting.version}"` } },
                body: { reason },
              }),
            )
          }
        />
      )}
    </Page>
  );
}

/** How far the plan is, and the ways into its work. */
function Standing({ plan }: { plan: string }) {
  const { t } = useTranslation('plan');
  const session = useSession();
  const summary = useQuery({ ...summaryQuery(plan), enabled: can(session, 'duty.read') });
  if (!can(session, 'duty.read')) return null;
  const counts = summary.data?.all;
  const lines = [
    ['total', counts?.total, listPath({ plan })],
    ['done', counts?.done, listPath({ plan, status: 'done' })],
    ['late', counts?.late, listPath({ plan, late: 'late' })],
    ['silent', counts?.silent, listPath({ plan, silent: 'true' })],
  ] as const;
  return (
    <Card title={t('standing.title')}>
      {summary.isPending && <Skeleton active />}
      {summary.isError && <ProblemAlert problem={summary.error} onRetry={() => void summary.refetch()} />}
      {counts && (
        <ul className="pl-standing">
          {lines.map(([key, value, to]) => (
            <li key={key} data-tone={key === 'late' && value ? 'late' : undefined}>
              <Link to={to}>
                <strong className="cl-figures">{formatNumber(value ?? 0)}</strong>
                <span>{t(`standing.${key}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <p className="pl-ways">
        {can(session, 'target.read') && <Link to={`/chi-tieu?plan=${plan}`}>{t('standing.targets')}</Link>}
        {can(session, 'report.read') && <Link to="/bao-cao">{t('standing.reports')}</Link>}
      </p>
    </Card>
  );
}

/** A step that wants a reason, which stands in the audit log. */
function ReasonDialog({
  of,
  working,
  problem,
  onDone,
  onClose,
}: {
  of: 'end' | 'reject';
  working: boolean;
  problem: unknown;
  onDone: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['plan', 'common']);
  const [reason, setReason] = useState('');
  return (
    <Modal open title={t(`${of}.title`)} footer={null} onCancel={onClose} destroyOnHidden>
      <p>{t(`${of}.text`)}</p>
      <Input.TextArea
        aria-label={t(`${of}.reason`)}
        placeholder={t(`${of}.reason`)}
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2 }}
        onChange={(e) => setReason(e.target.value)}
      />
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-form-bar">
        <Button
          danger
          type="primary"
          disabled={!reason.trim()}
          loading={working}
          onClick={() => onDone(reason)}
        >
          {t(`${of}.do`)}
        </Button>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
      </div>
    </Modal>
  );
}

/** Entries of the history that are shown at first. */
const LATEST = 5;

/** What happened, out of the audit log. */
function History({ plan }: { plan: string }) {
  const { t, i18n } = useTranslation(['plan', 'common']);
  const query = useInfiniteQuery({
    queryKey: ['plan', 'history', plan],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/v1/plans/{id}/history', {
          params: { path: { id: plan }, query: given({ before: pageParam, limit: 30 }) },
        }),
      ),
    getNextPageParam: (last: Schema<'HistoryPage'>) => last.next_before ?? undefined,
  });
  const [all, setAll] = useState(false);
  const entries = query.data?.pages.flatMap((p) => p.items) ?? [];
  const long = entries.length > LATEST;
  return (
    <Card
      title={t('page.history')}
      extra={
        long && (
          <button type="button" className="cl-link" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'page.history_less' : 'page.history_all')}
          </button>
        )
      }
    >
      {query.error ? <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} /> : null}
      <Timeline
        entries={(all ? entries : entries.slice(0, LATEST)).map((e) => {
          const detail = e.detail as Record<string, unknown>;
          const op = typeof detail.op === 'string' ? detail.op : e.action;
          const key = `plan:op.${op}`;
          const path = typeof detail.path === 'string' ? detail.path : '';
          const count = typeof detail.items === 'number' ? detail.items : 0;
          return {
            id: String(e.seq),
            at: e.at,
            who: e.actor_name,
            title: i18n.exists(key) ? t(key as 'plan:op.edit', { path, count }) : e.action,
          };
        })}
      />
      {all && query.hasNextPage && (
        <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('page.older')}
        </Button>
      )}
    </Card>
  );
}
