import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { summaryOf } from '~/features/search/event';
import { formatInstant, formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import type { Alert, Finding } from './api';
import { type Field, fieldsOf } from './model';

/** Findings that are drawn at first, and with each further click. */
const PAGE = 20;
/** Events to each side of one. */
const EACH = 30;

/** What the rule found, newest first, each with its event and what happened around it. */
export function FindingCard({ alert, findings }: { alert: Alert; findings: readonly Finding[] }) {
  const { t } = useTranslation('alert');
  const [shown, setShown] = useState(PAGE);
  return (
    <Card title={t('findings.title', { number: formatNumber(alert.count) })}>
      {alert.count > findings.length && (
        <p className="cl-quiet">{t('findings.newest', { number: formatNumber(findings.length) })}</p>
      )}
      <ol className="al-findings">
        {findings.slice(0, shown).map((finding) => (
          <li key={finding.id}>
            <One alert={alert} finding={finding} />
          </li>
        ))}
      </ol>
      {findings.length > shown && (
        <Button onClick={() => setShown(shown + PAGE)}>
          {t('findings.more', { number: formatNumber(findings.length - shown) })}
        </Button>
      )}
    </Card>
  );
}

function One({ alert, finding }: { alert: Alert; finding: Finding }) {
  const { t } = useTranslation('alert');
  const [around, setAround] = useState(false);
  const { first, rest } = fieldsOf(finding.event);
  return (
    <>
      <div className="cl-inline">
        <strong>
          <DateText value={finding.at} />
        </strong>
        {finding.host && <span>{finding.host}</span>}
        {finding.events > 1 && (
          <span className="cl-quiet">
            {t('findings.events', { count: finding.events, number: formatNumber(finding.events) })}
          </span>
        )}
      </div>
      {first.length > 0 ? (
        <Fields label={t('findings.fields')} fields={first} />
      ) : (
        <p className="cl-quiet">{t('findings.no_event')}</p>
      )}
      {rest.length > 0 && (
        <details>
          <summary>{t('findings.rest', { count: rest.length })}</summary>
          <Fields label={t('findings.fields')} fields={rest} />
        </details>
      )}
      <div className="cl-row-actions">
        <Button size="small" aria-expanded={around} onClick={() => setAround(!around)}>
          {t(around ? 'around.hide' : 'around.show')}
        </Button>
      </div>
      {around && <Around id={alert.id} seq={finding.seq} />}
    </>
  );
}

function Fields({ label, fields }: { label: string; fields: readonly Field[] }) {
  return (
    <table className="al-fields" aria-label={label}>
      <tbody>
        {fields.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <code className="al-code">{value}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the same source sent before and after. */
function Around({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation('alert');
  const found = useQuery({
    queryKey: ['around', id, seq],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/alerts/{id}/around', {
          params: { path: { id }, query: { seq, each: EACH } },
          signal,
        }),
      ),
    // What was logged stays as it is.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return <p className="cl-notice">{t('around.gone')}</p>;
  return <Lines events={found.data} seq={seq} />;
}

function Lines({ events, seq }: { events: readonly Schema<'LoggedEventInfo'>[]; seq: number }) {
  const { t } = useTranslation('alert');
  const box = useRef<HTMLOListElement>(null);
  // Once, and inside its own box, so that the page stays where it is.
  useLayoutEffect(() => {
    const line = box.current?.querySelector<HTMLElement>('[aria-current]');
    if (box.current && line)
      box.current.scrollTop = line.offsetTop - box.current.offsetTop - box.current.clientHeight / 3;
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <ol ref={box} className="al-around" tabIndex={0} aria-label={t('around.label')}>
      {events.map((event) => (
        <li key={event.seq} aria-current={event.seq === seq ? 'true' : undefined}>
          <span className="cl-quiet">
            <time dateTime={event.at}>{formatInstant(event.at)}</time>
            {event.host && ` · ${event.host}`}
            {event.seq === seq && ` · ${t('around.this')}`}
          </span>
          <br />
          <code>{event.raw || summaryOf(event)}</code>
        </li>
      ))}
    </ol>
  );
}
