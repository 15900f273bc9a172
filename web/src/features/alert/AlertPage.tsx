import './alert.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { eventsOfAlert } from '~/features/search/state';
import { formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { Timeline } from '~/ui/views';
import { type Alert, type AlertDetail, alertQuery } from './api';
import { FindingCard } from './Findings';
import { fits, tagLabel } from './model';
import { StepDialog, useStep } from './steps';
import { Agency, Entity, Severity, Source, State } from './words';

/** One alert: what was found, around what, and what people did with it. */
export function Component() {
  const { t } = useTranslation('alert');
  const { alert: id = '' } = useParams();
  const found = useQuery(alertQuery(id));
  const alert = found.data?.alert;
  const take = useStep();
  return (
    <Page
      title={alert?.rule_title ?? t('menu')}
      object={alert ? [alert.rule_title, alert.entity].filter(Boolean).join(' · ') : undefined}
      meta={
        alert && (
          <span className="cl-inline">
            <Severity value={alert.severity} />
            <State alert={alert} />
            <Entity alert={alert} />
          </span>
        )
      }
      actions={alert?.may_triage && <Actions key={alert.id} alert={alert} take={take} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {take.isError && <ProblemAlert problem={take.error} />}
      {found.data && <Detail detail={found.data} />}
    </Page>
  );
}

function Detail({ detail: { alert, findings, notes } }: { detail: AlertDetail }) {
  const { t } = useTranslation('alert');
  return (
    <>
      <Facts alert={alert} />
      <FindingCard alert={alert} findings={findings} />
      <Card title={t('notes.title')}>
        <Timeline
          entries={[
            { id: 'raised', at: alert.raised_at, title: t('notes.raised') },
            ...notes.map((note, at) => ({
              id: `${note.written_at}-${at}`,
              at: note.written_at,
              who: note.author_name,
              title: t(`notes.${note.step}`, { defaultValue: note.step }),
              body: note.text || undefined,
              tone: note.step === 'closed' ? ('good' as const) : ('accent' as const),
            })),
          ]}
        />
      </Card>
    </>
  );
}

function Facts({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  const session = useSession();
  const events = can(session, 'search.read') ? eventsOfAlert(alert) : undefined;
  return (
    <Card title={t('facts.title')} extra={events && <Link to={events}>{t('facts.find')}</Link>}>
      <dl className="cl-facts">
        <dt>{t('column.agency')}</dt>
        <dd>
          <Agency alert={alert} />
        </dd>
        <dt>{t('column.source')}</dt>
        <dd>
          {alert.source_id && alert.source_name && can(session, 'source.read') ? (
            <Link to={`/nguon-nhat-ky/${alert.source_id}`}>{alert.source_name}</Link>
          ) : (
            <Source alert={alert} />
          )}
        </dd>
        <dt>{t('column.host')}</dt>
        <dd>{alert.host ?? <Nothing />}</dd>
        <dt>{t('facts.first')}</dt>
        <dd>
          <DateText value={alert.first_at} relative />
        </dd>
        <dt>{t('facts.last')}</dt>
        <dd>
          <DateText value={alert.last_at} relative />
        </dd>
        <dt>{t('column.count')}</dt>
        <dd className="cl-figures">
          {t('facts.counts', { count: formatNumber(alert.count), events: formatNumber(alert.events) })}
        </dd>
        <dt>{t('column.assignee')}</dt>
        <dd>{alert.assignee_name ?? <Nothing />}</dd>
        <dt>{t('facts.rule')}</dt>
        <dd>
          <Link to={`/canh-bao?rule=${encodeURIComponent(alert.rule_id)}`} title={t('facts.same_rule')}>
            <code className="al-code">{alert.rule_id}</code>
          </Link>
        </dd>
        {alert.tags.length > 0 && (
          <>
            <dt>{t('facts.tags')}</dt>
            <dd>
              <ul className="al-tags">
                {alert.tags.map((tag) => (
                  <li key={tag}>{tagLabel(tag)}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

/** The steps that fit now. */
function Actions({ alert, take }: { alert: Alert; take: ReturnType<typeof useStep> }) {
  const { t } = useTranslation('alert');
  const session = useSession();
  const [asked, setAsked] = useState<'closed' | 'reopened' | 'note'>();
  const me = session.person.id;
  const send = (step: 'acknowledged' | 'investigating' | 'assigned') =>
    take.mutate({
      alerts: [alert],
      body: { step, ...(step === 'assigned' ? { assignee_id: me } : {}) },
    });
  const first = fits(alert, 'acknowledged') ? 'acknowledged' : 'investigating';
  return (
    <>
      {(['acknowledged', 'investigating'] as const)
        .filter((step) => fits(alert, step))
        .map((step) => (
          <Button
            key={step}
            {...(step === first ? { type: 'primary' as const } : {})}
            loading={take.isPending && take.variables.body.step === step}
            disabled={take.isPending}
            onClick={() => send(step)}
          >
            {t(`step.${step}`)}
          </Button>
        ))}
      {fits(alert, 'assigned') && alert.state !== 'new' && alert.assignee_id !== me && (
        <Button disabled={take.isPending} onClick={() => send('assigned')}>
          {t('step.assigned')}
        </Button>
      )}
      {fits(alert, 'closed') && (
        <Button disabled={take.isPending} onClick={() => setAsked('closed')}>
          {t('step.closed')}
        </Button>
      )}
      {fits(alert, 'reopened') && <Button onClick={() => setAsked('reopened')}>{t('step.reopened')}</Button>}
      <Button onClick={() => setAsked('note')}>{t('step.note')}</Button>
      {asked && <StepDialog alerts={[alert]} step={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
