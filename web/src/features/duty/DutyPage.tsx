import './duty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { Comments } from '~/features/comment/Comments';
import { formatBytes } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, LawLink } from '~/ui/texts';
import { Timeline, type TimelineEntry } from '~/ui/views';
import { type DutyDetail, dutyQuery, type Progress, reread } from './api';
import { ExtensionCard } from './ExtensionCard';
import { seenStatus } from './filters';
import { HistoryCard } from './HistoryCard';
import { ReassignButton } from './ReassignButton';
import { Returned } from './ReportPage';
import { ReviewBar } from './ReviewBar';
import { missingOf } from './report';
import { Due, DutyStatus, Instance, Percent, ReviewTag } from './words';

/** One duty: what was issued, who owes it by when, what was reported, and what happened. */
export function Component() {
  const { t } = useTranslation('duty');
  const { duty: id = '' } = useParams();
  const found = useQuery(dutyQuery(id));
  const detail = found.data?.value;
  return (
    <Page
      title={
        detail
          ? t('page.title', { path: detail.duty.path ?? '' }).trim()
          : t('page.title', { path: '' }).trim()
      }
      object={detail ? (detail.duty.path ?? detail.duty.text) : undefined}
      meta={
        detail && (
          <span className="du-head-meta">
            {detail.duty.agency.name}
            <DutyStatus status={seenStatus(detail.duty)} />
            <ReviewTag review={detail.duty.review} />
            <Due duty={detail.duty} />
          </span>
        )
      }
      actions={detail && <Actions detail={detail} />}
      wide
    >
      {found.isPending && <Skeleton active paragraph={{ rows: 10 }} />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="duty.read"
          list={{ to: '/nhiem-vu', label: t('page.to_list') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && (
        <div className="du-page">
          <div>
            <Returned detail={detail} />
            <Card title={t('page.issued')}>
              <blockquote className="du-issued">{detail.duty.text}</blockquote>
              <Source detail={detail} />
            </Card>
            {detail.may.review && detail.duty.review === 'submitted' && <ReviewBar detail={detail} />}
            <ProgressCard detail={detail} />
            <Comments kind="duty" id={id} />
          </div>
          <div>
            <Facts detail={detail} />
            <ExtensionCard detail={detail} />
            <Siblings detail={detail} />
            <Difficulties detail={detail} />
            <HistoryCard id={id} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Actions({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const { duty, may } = detail;
  return (
    <>
      {may.report && (
        // Whoever has a report to judge is here for that, not to write another one.
        <LinkButton
          type={may.review && duty.review === 'submitted' ? 'default' : 'primary'}
          to={`/nhiem-vu/${duty.id}/bao-cao`}
        >
          {t('report.open')}
        </LinkButton>
      )}
      {may.remind && !may.report && <RemindButton ids={[duty.id]} />}
    </>
  );
}

/** Reminds the agencies of these duties now. */
export function RemindButton({ ids, onDone, size }: { ids: string[]; onDone?: () => void; size?: 'small' }) {
  const { t } = useTranslation('duty');
  const { message, notification } = App.useApp();
  const [done, setDone] = useState(false);
  const remind = useMutation({
    mutationFn: () => data(api.POST('/api/v1/duties/remind', { body: { ids } })),
    onSuccess: (answer) => {
      setDone(true);
      const text = t('remind.done', { people: answer.people, items: answer.items });
      if (answer.without_recipient > 0)
        notification.warning({
          title: text,
          description: t('remind.without', { count: answer.without_recipient }),
        });
      else void message.success(text);
      onDone?.();
    },
    onError: (error) =>
      notification.error({ title: t('remind.failed'), description: <ProblemAlert problem={error} /> }),
  });
  return (
    <Button
      {...(size ? { size } : {})}
      loading={remind.isPending}
      disabled={done && ids.length === 1}
      onClick={() => remind.mutate()}
    >
      {t('remind.now')}
    </Button>
  );
}

/** Number, day and issuer of what the duty comes from. */
function Source({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const source = detail.source as { kind?: string; number?: string; dated?: string; issuer?: string };
  const { duty } = detail;
  return (
    <div className="du-source">
      {duty.plan_id ? (
        <Link to={`/ke-hoach/${duty.plan_id}`}>
          {[detail.plan_number, detail.plan_title].filter(Boolean).join(' – ') || t('page.plan')}
        </Link>
      ) : (
        source.kind && (
          <span>
            {t(`source.${source.kind}`)} {source.number}
            {source.dated && (
              <>
                {' · '}
                <DateText value={source.dated} dayOnly />
              </>
            )}
            {source.issuer && ` · ${source.issuer}`}
          </span>
        )
      )}
    </div>
  );
}

function Facts({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const { duty, sufficiency } = detail;
  return (
    <Card title={t('page.facts')} extra={detail.may.reassign && <ReassignButton detail={detail} />}>
      <dl className="cl-facts">
        <dt>{t('column.agency')}</dt>
        <dd>
          {duty.agency.name} <span className="cl-quiet">({t(`role.${duty.role}`)})</span>
          {detail.assigned_from && (
            <div className="cl-quiet">{t('page.assigned_from', { name: detail.assigned_from.name })}</div>
          )}
        </dd>
        <dt>{t('column.due')}</dt>
        <dd>
          <Due duty={duty} />
          {duty.timeframe_text && (
            <div className="cl-quiet">{t('page.as_written', { text: duty.timeframe_text })}</div>
          )}
          {duty.due_moved && <div className="cl-quiet">{t('page.due_moved')}</div>}
          {duty.legal_basis && (
            <div>
              <LawLink text={duty.legal_basis} title={t('page.legal_basis')} />
            </div>
          )}
        </dd>
        {duty.instance && (
          <>
            <dt>{t('column.instance')}</dt>
            <dd>
              <Instance value={duty.instance} />
            </dd>
          </>
        )}
        <Fact label={t('page.scope')} value={detail.scope} />
        <Fact label={t('column.guide')} value={duty.guide?.name} />
        <Fact label={t('page.product_wanted')} value={duty.product} />
        <dt>{t('report.percent')}</dt>
        <dd>
          <Percent value={duty.percent} />
        </dd>
        <dt>{t('column.freshness')}</dt>
        <dd>
          {t(`freshness.${duty.freshness}`)}
          {duty.reported_at && (
            <>
              {' · '}
              <DateText value={duty.reported_at} />
            </>
          )}
        </dd>
        {sufficiency.answered && (
          <>
            <dt>{t('sufficiency.label')}</dt>
            <dd>
              {sufficiency.sufficient
                ? t('sufficiency.full')
                : t('sufficiency.missing', {
                    what: missingOf(detail)
                      .map((what) => t(`sufficiency.${what}`))
                      .join(', '),
                  })}
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

/** A line of the facts; left out where nothing is known. */
function Fact({ label, value }: { label: string; value: string | null | undefined }) {
  if (!value) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

function ProgressCard({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const entries = detail.progress.map(
    (p): TimelineEntry => ({
      id: p.id,
      at: p.reported_at,
      who: `${p.reporter_name} · ${t(`via.${p.via}`)}`,
      title: (
        <span className="du-head-meta">
          <DutyStatus status={p.status} />
          {p.percent !== null && p.percent !== undefined && <Percent value={p.percent} />}
          <ReviewTag review={p.state} />
        </span>
      ),
      body: <ProgressBody progress={p} duty={detail.duty.id} />,
      tone: p.state === 'returned' ? 'urgent' : p.state === 'accepted' ? 'good' : 'accent',
    }),
  );
  return (
    <Card title={t('page.progress')}>
      <Timeline entries={entries} empty={<p className="cl-quiet">{t('page.no_progress')}</p>} />
    </Card>
  );
}

function ProgressBody({ progress: p, duty }: { progress: Progress; duty: string }) {
  const { t } = useTranslation('duty');
  return (
    <>
      {p.note && <div>{p.note}</div>}
      {p.product && <div>{t('page.product_is', { product: p.product })}</div>}
      {p.done_on && (
        <div>
          {t('report.done_on')}: <DateText value={p.done_on} dayOnly />
        </div>
      )}
      {p.files.length > 0 && (
        <div className="du-files">
          {p.files.map((file) => (
            <div key={file.id}>
              <a href={`/api/v1/duties/${duty}/evidence/${file.id}`} download={file.name}>
                {file.name}
              </a>{' '}
              <span className="cl-quiet">{formatBytes(file.size)}</span>
            </div>
          ))}
        </div>
      )}
      {p.review_reason && (
        <div className="du-reason">
          {t('page.returned_because', { reason: p.review_reason })}{' '}
          <span className="cl-quiet">
            <DateText value={p.reviewed_at} />
          </span>
        </div>
      )}
    </>
  );
}

function Siblings({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  if (detail.siblings.length === 0) return null;
  return (
    <Card title={t('page.siblings')}>
      <ul className="du-siblings">
        {detail.siblings.map((s) => (
          <li key={s.id}>
            <Link to={`/nhiem-vu/${s.id}`}>
              {s.instance ? <Instance value={s.instance} /> : <DateText value={s.due_on} dayOnly />}
            </Link>
            <DutyStatus status={seenStatus(s)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A way from the work to what stands in its way. */
function Difficulties({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const session = useSession();
  if (!can(session, 'difficulty.read')) return null;
  return (
    <Card
      title={t('page.difficulties_title')}
      extra={
        can(session, 'difficulty.raise') && (
          <LinkButton
            size="small"
            to={`/vuong-mac/neu?duty=${detail.duty.id}${detail.duty.plan_id ? `&plan=${detail.duty.plan_id}` : ''}`}
          >
            {t('page.raise')}
          </LinkButton>
        )
      }
    >
      <Link className="du-touch" to={`/vuong-mac?duty=${detail.duty.id}`}>
        {t('page.difficulties')}
      </Link>
    </Card>
  );
}

/** After a change of one duty, everything that shows it is read again. */
export function useReread() {
  const client = useQueryClient();
  return () => reread(client);
}
