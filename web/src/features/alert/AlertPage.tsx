import './alert.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { newOfAlert } from '~/features/incident/model';
import { eventsOfAlert } from '~/features/search/state';
import { Level } from '~/features/system/words';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { Timeline } from '~/ui/views';
import { AssignDialog } from './AssignDialog';
import { type Alert, type AlertDetail, alertQuery } from './api';
import { FindingCard } from './Findings';
import { fits, tagLabel } from './model';
import { SuppressDialog } from './SuppressDialog';
import { StepDialog, useStep } from './steps';
import { Agency, Entity, Severity, SeverityWhy, Source, State, SystemOf } from './words';

/** One alert: what was found, around what, and what people did with it. */
export function Component() {
  const { t } = useTranslation('alert');
  const { alert: id = '' } = useParams();
  const found = useQuery(alertQuery(id));
  const alert = found.data?.alert;
  const take = useStep();
  const session = useSession();
  const acts = alert?.may_triage || can(session, 'alert.suppress') || can(session, 'incident.report');
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
      actions={acts && alert && <Actions key={alert.id} alert={alert} take={take} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="alert.read"
          list={{ to: '/canh-bao', label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
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
        {alert.rule_severity !== alert.severity && (
          <>
            <dt>{t('column.severity')}</dt>
            <dd>
              <SeverityWhy alert={alert} />
            </dd>
          </>
        )}
        <dt>{t('column.system')}</dt>
        <dd>
          {alert.system_id && alert.system_name && can(session, 'system.read') ? (
            <>
              <Link to={`/he-thong/${alert.system_id}`}>{alert.system_name}</Link>{' '}
              <span className="cl-quiet">
                (<Level value={alert.system_level ?? 0} />)
              </span>
            </>
          ) : (
            <SystemOf alert={alert} />
          )}
        </dd>
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
          {can(session, 'rule.read') ? (
            <Link to={`/quy-tac/${encodeURIComponent(alert.rule_id)}`}>{alert.rule_title}</Link>
          ) : (
            alert.rule_title
          )}
          <span className="al-rule">
            <code className="al-code">{alert.rule_id}</code> ·{' '}
            <Link to={`/canh-bao?rule=${encodeURIComponent(alert.rule_id)}`}>{t('facts.same_rule')}</Link>
          </span>
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
  const { t } = useTranslation(['alert', 'incident']);
  const session = useSession();
  const [asked, setAsked] = useState<'closed' | 'reopened' | 'note' | 'suppress' | 'assign'>();
  const close = () => setAsked(undefined);
  const assigns = fits(alert, 'assigned') && alert.may_triage;
  const send = (step: 'acknowledged' | 'investigating') => take.mutate({ alerts: [alert], body: { step } });
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
      {assigns && (
        <Button disabled={take.isPending} onClick={() => setAsked('assign')}>
          {t('assign.open')}
        </Button>
      )}
      {fits(alert, 'closed') && (
        <Button disabled={take.isPending} onClick={() => setAsked('closed')}>
          {t('step.closed')}
        </Button>
      )}
      {fits(alert, 'reopened') && <Button onClick={() => setAsked('reopened')}>{t('step.reopened')}</Button>}
      {fits(alert, 'note') && <Button onClick={() => setAsked('note')}>{t('step.note')}</Button>}
      {can(session, 'incident.report') && (
        <LinkButton className="cl-desk-only" to={newOfAlert(alert.id)}>
          {t('incident:from_alert')}
        </LinkButton>
      )}
      {can(session, 'alert.suppress') && (
        <Button onClick={() => setAsked('suppress')}>{t('suppress.open')}</Button>
      )}
      {asked === 'suppress' && <SuppressDialog alert={alert} onClose={close} />}
      {asked === 'assign' && <AssignDialog alert={alert} onClose={close} />}
      {(asked === 'closed' || asked === 'reopened' || asked === 'note') && (
        <StepDialog alerts={[alert]} step={asked} onClose={close} />
      )}
    </>
  );
}
