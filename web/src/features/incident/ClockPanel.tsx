import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ActProblem } from '~/ui/ActProblem';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { type Clock, type Detail, type Party, reportsQuery } from './api';
import { AcknowledgeDialog, MeetDialog, UnmeetDialog } from './ClockDialogs';
import { draftReport } from './calls';
import { isDone, isJob, isOpen, isOwed, may, recipientOf, reportPath, sortClocks } from './model';
import { Countdown, DutyLaw } from './words';

/** What the law wants told to whom by when; what is owed first. */
export function ClockPanel({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const all = sortClocks(detail.clocks);
  const now = all.filter((c) => c.state !== 'void');
  const off = all.filter((c) => c.state === 'void');
  const phone = usePhone();
  const [whole, setWhole] = useState(false);
  // A phone shows the one that ends next; the case itself must not lie screens below.
  const folded = phone && !whole && all.length > 1;
  return (
    <Card title={t('clock.title')} extra={<Sum clocks={now} />}>
      {now.length === 0 && <p className="cl-quiet">{t('clock.none')}</p>}
      <ul className="in-clocks">
        {(folded ? now.slice(0, 1) : now).map((clock) => (
          <Item key={clock.id} detail={detail} clock={clock} />
        ))}
      </ul>
      {folded && (
        <button type="button" className="cl-link" onClick={() => setWhole(true)}>
          {t('clock.whole', { count: all.length })}
        </button>
      )}
      {off.length > 0 && !folded && (
        <details className="in-off">
          <summary>{t('clock.off', { count: off.length })}</summary>
          <ul className="in-clocks">
            {off.map((clock) => (
              <Item key={clock.id} detail={detail} clock={clock} />
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Counted({ from }: { from: string }) {
  const { t } = useTranslation('incident');
  const text = t(`clock.counted.${from}`, { defaultValue: '' });
  return text ? <span className="cl-quiet">{text}</span> : null;
}

function Sum({ clocks }: { clocks: readonly Clock[] }) {
  const { t } = useTranslation('incident');
  if (clocks.length === 0) return null;
  return (
    <span className="cl-quiet cl-figures">
      {t('clock.sum', { done: clocks.filter(isDone).length, all: clocks.length })}
    </span>
  );
}

function Item({ detail, clock }: { detail: Detail; clock: Clock }) {
  const { t } = useTranslation('incident');
  return (
    <li data-state={clock.state}>
      <div className="in-clock-head">
        <strong>{t(`term.${clock.term}`, { count: clock.number ?? 0 })}</strong>
        {/* Most run from the detection; where one does not, it says so. */}
        <Counted from={clock.counted_from} />
        <Standing clock={clock} />
      </div>
      <p className="in-clock-text">{clock.text}</p>
      <p className="in-under">
        {t('clock.to', { to: recipientOf(clock) })}
        <Reach party={clock.owed_to} />
      </p>
      <p className="in-under">
        {clock.due_at && (
          <>
            {t('clock.due')} <DateText value={clock.due_at} /> ·{' '}
          </>
        )}
        <DutyLaw clock={clock} />
      </p>
      {clock.owed_by.length > 0 && (
        <p className="in-under">{t('clock.by', { by: clock.owed_by.map((one) => one.name).join(', ') })}</p>
      )}
      {clock.note && isOwed(clock) && <p className="in-under">{clock.note}</p>}
      <Met clock={clock} />
      <Changes clock={clock} />
      <Acts detail={detail} clock={clock} />
    </li>
  );
}

/** Where to ring or write, where somebody is entered in the network. */
function Reach({ party }: { party: Party }) {
  return (
    <>
      {party.phone && (
        <>
          {' '}
          <a href={`tel:${party.phone.replaceAll(/[^+\d]/g, '')}`}>{party.phone}</a>
        </>
      )}
      {party.email && (
        <>
          {' '}
          <a href={`mailto:${party.email}`}>{party.email}</a>
        </>
      )}
    </>
  );
}

function Standing({ clock }: { clock: Clock }) {
  const { t } = useTranslation('incident');
  if (isDone(clock))
    return (
      <StatusTag tone={clock.state === 'met' ? 'good' : 'high'} label={t(`clock.state.${clock.state}`)} />
    );
  if (clock.state === 'void' || !clock.due_at)
    return <span className="cl-quiet">{t(`clock.state.${clock.state}`)}</span>;
  return <Countdown due={clock.due_at} />;
}

/** When and how it was told, and whether the recipient said that it came. */
function Met({ clock }: { clock: Clock }) {
  const { t } = useTranslation('incident');
  if (!clock.met_at) return null;
  return (
    <p className="in-clock-met">
      {t('clock.sent')} <DateText value={clock.met_at} />
      {clock.met_by && ` · ${clock.met_by}`}
      {clock.proof && ` · ${clock.proof}`}
      <span className="in-under">
        {clock.acknowledged_at ? (
          <>
            {t('clock.acknowledged', { name: clock.acknowledged_by })}{' '}
            <DateText value={clock.acknowledged_at} />
          </>
        ) : (
          t('clock.not_acknowledged')
        )}
      </span>
    </p>
  );
}

/** What stood before, and why it does not any more. */
function Changes({ clock }: { clock: Clock }) {
  const { t } = useTranslation('incident');
  const changes = clock.changes.filter((c) => c.what !== 'started');
  if (changes.length === 0) return null;
  const list = (
    <ul>
      {changes.map((change) => (
        <li key={`${change.at} ${change.what}`}>
          <DateText value={change.at} /> {isJob(change.by_name) ? t('timeline.product') : change.by_name}:{' '}
          {t(`clock.change.${change.what}`)}
          {change.old_due && (
            <>
              {' '}
              <del>
                <DateText value={change.old_due} />
              </del>
            </>
          )}
          {change.new_due && change.what !== 'void' && (
            <>
              {' → '}
              <DateText value={change.new_due} />
            </>
          )}
          {change.reason && <span className="in-under">{change.reason}</span>}
        </li>
      ))}
    </ul>
  );
  return (
    <details className="in-changes" open={clock.state === 'void'}>
      <summary>{t('clock.changed', { count: changes.length })}</summary>
      {list}
    </details>
  );
}

function Acts({ detail, clock }: { detail: Detail; clock: Clock }) {
  const { t } = useTranslation('incident');
  const navigate = useNavigate();
  const { incident } = detail;
  const { data: reports = [] } = useQuery(reportsQuery(incident.id));
  const [asked, setAsked] = useState<'meet' | 'acknowledge' | 'unmeet'>();
  const close = () => setAsked(undefined);
  const draft = useMutation({
    mutationFn: (form: string) => draftReport(incident.id, form),
    onSuccess: ({ report }) => navigate(reportPath(incident.id, report.id)),
  });
  if (!isOpen(incident.state) || clock.state === 'void' || !may(incident, 'work', 'handle')) return null;
  const written = reports.find((r) => r.form === clock.form && r.state === 'draft');
  const done = isDone(clock);
  return (
    <div className="cl-row-actions">
      {!done && clock.form && !written && !incident.state_secret && (
        <Button
          size="small"
          type="primary"
          ghost
          loading={draft.isPending}
          onClick={() => draft.mutate(clock.form ?? '')}
        >
          {t('clock.write')}
        </Button>
      )}
      {!done && written && <Link to={reportPath(incident.id, written.id)}>{t('clock.go_on')}</Link>}
      {!done && (
        <Button size="small" onClick={() => setAsked('meet')}>
          {t('clock.meet')}
        </Button>
      )}
      {done && !clock.acknowledged_at && (
        <Button size="small" onClick={() => setAsked('acknowledge')}>
          {t('clock.acknowledge')}
        </Button>
      )}
      {done && (
        <Button size="small" type="text" onClick={() => setAsked('unmeet')}>
          {t('clock.unmeet')}
        </Button>
      )}
      {draft.isError && <ActProblem error={draft.error} />}
      {asked === 'meet' && <MeetDialog detail={detail} clock={clock} onClose={close} />}
      {asked === 'acknowledge' && <AcknowledgeDialog detail={detail} clock={clock} onClose={close} />}
      {asked === 'unmeet' && <UnmeetDialog detail={detail} clock={clock} onClose={close} />}
    </div>
  );
}
