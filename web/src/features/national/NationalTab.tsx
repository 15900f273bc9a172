import './national.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { System } from '~/features/system/api';
import { LinkButton } from '~/ui/LinkButton';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, LawLink } from '~/ui/texts';
import { type Detail, type Request, standingQuery } from './api';
import { DecideDialog, DocumentDialog, RequestDialog, ReviewDialog, WithdrawDialog } from './Dialogs';
import { Criteria, ListStanding, SelfCheck } from './words';

/** How a system stands to the list of those important to national security. */
export default function NationalTab({ system }: { system: System }) {
  const found = useQuery(standingQuery(system.id));
  if (found.isPending) return <Skeleton active />;
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  return (
    <>
      <StandingCard detail={found.data} />
      {found.data.requests.toReversed().map((request) => (
        <RequestCard key={request.id} request={request} detail={found.data} />
      ))}
    </>
  );
}

function StandingCard({ detail: { standing } }: { detail: Detail }) {
  const { t } = useTranslation('national');
  const [asked, setAsked] = useState<'request' | 'review'>();
  const close = () => setAsked(undefined);
  // What belongs there by the law is asked for; of the others the facts come first.
  const candidate = standing.matched.length > 0;
  const mayAsk = standing.may_change && !['listed', 'requested'].includes(standing.standing);
  const dialog = { system: standing.system_id, name: standing.system_name, onClose: close };
  return (
    <Card title={t('tab.standing')} extra={<ListStanding value={standing.standing} />}>
      {standing.listed_since && (
        <p>
          {t('tab.since')} <DateText value={standing.listed_since} dayOnly />
        </p>
      )}
      {standing.check && (
        <p className="cl-inline">
          <SelfCheck check={standing.check} /> <LawLink text={standing.check.article} />
          {!standing.check.done_on && standing.may_change && (
            <LinkButton size="small" to={`/he-thong/${standing.system_id}?tab=records`}>
              {t('check.note')}
            </LinkButton>
          )}
        </p>
      )}
      {standing.matched.length > 0 && (
        <>
          <h3>{t('tab.matched')}</h3>
          <Criteria criteria={standing.matched} />
        </>
      )}
      {standing.open.length > 0 && (
        <>
          <h3>{t('tab.open')}</h3>
          <Criteria criteria={standing.open} asked />
        </>
      )}
      {standing.matched.length === 0 && standing.open.length === 0 && (
        <p className="cl-quiet">{t('tab.none')}</p>
      )}
      {standing.review && <p>{t('tab.reviewed', { why: standing.review, by: standing.review_by ?? '' })}</p>}
      {mayAsk && (
        <div className="cl-row-actions">
          {standing.open.length > 0 && (
            <LinkButton to={`/he-thong/${standing.system_id}/cap-do`}>{t('tab.assess')}</LinkButton>
          )}
          <Button {...(candidate ? { type: 'primary' as const } : {})} onClick={() => setAsked('request')}>
            {t('request.submit')}
          </Button>
          {candidate && <Button onClick={() => setAsked('review')}>{t('review.submit')}</Button>}
        </div>
      )}
      {asked === 'request' && <RequestDialog {...dialog} />}
      {asked === 'review' && <ReviewDialog {...dialog} />}
    </Card>
  );
}

function RequestCard({ request, detail: { standing } }: { request: Request; detail: Detail }) {
  const { t } = useTranslation('national');
  const [asked, setAsked] = useState<'document' | 'withdraw' | 'decide'>();
  const dialog = { request, onClose: () => setAsked(undefined) };
  const open = request.state === 'requested';
  const file = (id: string) => `/api/v1/systems/${standing.system_id}/files/${id}`;
  return (
    <Card title={t('request.card')} extra={<ListStanding value={request.state} />}>
      <dl className="cl-facts">
        <dt>{t('request.on')}</dt>
        <dd>
          <DateText value={request.requested_on} dayOnly />{' '}
          <span className="cl-quiet">{request.created_by}</span>
        </dd>
        <dt>{t('request.note')}</dt>
        <dd className="cl-timeline-body">{request.note}</dd>
        <dt>{t('request.documents')}</dt>
        <dd>
          {request.documents.length === 0 && <span className="cl-quiet">{t('request.no_documents')}</span>}
          <ul className="nl-plain">
            {request.documents.map((d) => (
              <li key={d.file_id}>
                <a href={file(d.file_id)}>{d.name}</a> <span className="cl-quiet">{d.filed_by}</span>
              </li>
            ))}
          </ul>
        </dd>
        {request.decided_on && (
          <>
            <dt>{t('request.decision')}</dt>
            <dd>
              {[request.number, request.decided_by].filter(Boolean).join(', ')}{' '}
              <DateText value={request.decided_on} dayOnly />
              {request.decision_file && (
                <>
                  {' '}
                  <a href={file(request.decision_file)}>{t('decide.file')}</a>
                </>
              )}
              {request.decision_note && <div className="cl-timeline-body">{request.decision_note}</div>}
            </dd>
          </>
        )}
      </dl>
      {open && (
        <div className="cl-row-actions">
          {standing.may_decide && (
            <Button type="primary" onClick={() => setAsked('decide')}>
              {t('decide.submit')}
            </Button>
          )}
          {standing.may_change && (
            <>
              <Button onClick={() => setAsked('document')}>{t('document.submit')}</Button>
              <Button type="text" onClick={() => setAsked('withdraw')}>
                {t('withdraw.submit')}
              </Button>
            </>
          )}
        </div>
      )}
      {asked === 'document' && <DocumentDialog {...dialog} />}
      {asked === 'withdraw' && <WithdrawDialog {...dialog} />}
      {asked === 'decide' && <DecideDialog {...dialog} />}
    </Card>
  );
}
