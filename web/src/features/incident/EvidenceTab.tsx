import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import { formatBytes } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { assistanceQuery, type Detail, type Evidence, evidenceQuery } from './api';
import { evidenceLink, evidenceStep } from './calls';
import { CustodyDialog, EvidenceDialog } from './EvidenceDialogs';
import { may, mayWrite } from './model';
import { Reading } from './Reading';
import { useAct } from './useAct';

/** What is kept as proof, with who had it when. */
export default function EvidenceTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const [adding, setAdding] = useState(false);
  const { id, may: rights } = detail.incident;
  const found = useQuery(evidenceQuery(id));
  // Whoever was asked for help and did not answer yet knows that it is there, and opens none of it.
  const { data: help } = useQuery({ ...assistanceQuery(id), enabled: rights.length === 0 });
  const opens = rights.length > 0 || !help?.some((one) => one.state === 'asked' && one.may_answer);
  const add = mayWrite(detail.incident) && (
    <Button onClick={() => setAdding(true)}>{t('evidence.add')}</Button>
  );
  return (
    <section aria-label={t('tab.evidence')}>
      <Reading found={found} />
      {found.data?.length === 0 ? (
        <EmptyState title={t('evidence.empty')} text={t('evidence.empty_text')} action={add} />
      ) : (
        <>
          <div className="in-bar">{add}</div>
          <ul className="in-evidence">
            {found.data?.map((one) => (
              <Piece key={one.id} detail={detail} evidence={one} opens={opens} />
            ))}
          </ul>
        </>
      )}
      {adding && <EvidenceDialog detail={detail} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Piece({ detail, evidence, opens }: { detail: Detail; evidence: Evidence; opens: boolean }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const [passing, setPassing] = useState(false);
  const verify = useAct(() => evidenceStep(incident.id, evidence.id, 'verify'), t('evidence.verified'));
  const facts: [string, string][] = [
    ['collected_from', evidence.collected_from],
    ['tool', evidence.tool],
    ['operator', evidence.operator],
    ['approver', evidence.approver],
    ['witness', evidence.witness],
    ['repeatable', t(evidence.repeatable ? 'yes' : 'no')],
  ];
  return (
    <li data-altered={evidence.altered === true || undefined}>
      <header>
        <strong className="cl-break">{evidence.name}</strong>
        <span className="cl-inline">
          <span className="cl-quiet">
            {t(`evidence.kind.${evidence.kind}`, { defaultValue: evidence.kind })}
            {evidence.size > 0 && ` · ${formatBytes(evidence.size)}`}
          </span>
          {evidence.dangerous && <StatusTag tone="urgent" label={t('evidence.dangerous')} />}
          <Wholeness evidence={evidence} />
        </span>
      </header>
      {evidence.altered && (
        <p className="in-altered" role="alert">
          {t('evidence.altered_text')}
        </p>
      )}
      {evidence.note && <p className="cl-timeline-body">{evidence.note}</p>}
      <dl className="in-pairs">
        <dt>{t('evidence.collected_at')}</dt>
        <dd>
          <DateText value={evidence.collected_at} />
        </dd>
        {facts
          .filter(([, value]) => value)
          .map(([key, value]) => (
            <div key={key} className="cl-pair">
              <dt>{t(`evidence.${key}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <dt>{t('evidence.hash')}</dt>
        <dd>{evidence.sha256 ? <code className="in-hash">{evidence.sha256}</code> : <Nothing />}</dd>
      </dl>
      {evidence.missing.length > 0 && (
        <p className="in-under">
          {t('evidence.missing', {
            what: evidence.missing
              .map((key) => t(`evidence.${key}`, { defaultValue: key }).toLocaleLowerCase())
              .join(', '),
          })}
        </p>
      )}
      <details className="in-changes">
        <summary>{t('evidence.custody', { count: evidence.custody.length })}</summary>
        <ol>
          {evidence.custody.map((step) => (
            <li key={`${step.at} ${step.what}`}>
              <DateText value={step.at} /> {t(`custody.${step.what}`, { defaultValue: step.what })}
              {step.from_name && ` · ${step.from_name}`}
              {step.to_name && ` → ${step.to_name}`}
              {step.purpose && <span className="in-under">{step.purpose}</span>}
              <span className="in-under">{t('evidence.noted_by', { name: step.by_name })}</span>
            </li>
          ))}
        </ol>
      </details>
      <div className="cl-row-actions">
        {opens && evidence.file_id && (
          <a href={evidenceLink(incident.id, evidence.id)} download>
            {t(evidence.dangerous ? 'evidence.download_dangerous' : 'evidence.download')}
          </a>
        )}
        {opens && evidence.minutes_file && (
          <a href={evidenceLink(incident.id, evidence.id, 'minutes')} download>
            {t('evidence.minutes_get')}
          </a>
        )}
        {evidence.file_id && may(incident, 'add') && (
          <Button size="small" loading={verify.isPending} onClick={() => verify.mutate()}>
            {t('evidence.verify')}
          </Button>
        )}
        {mayWrite(incident) && (
          <Button size="small" onClick={() => setPassing(true)}>
            {t('evidence.pass')}
          </Button>
        )}
      </div>
      {verify.isError && <ActProblem error={verify.error} />}
      {passing && <CustodyDialog detail={detail} evidence={evidence} onClose={() => setPassing(false)} />}
    </li>
  );
}

/** Whether the content is still what was kept. */
function Wholeness({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation('incident');
  if (!evidence.file_id) return <span className="cl-quiet">{t('evidence.elsewhere')}</span>;
  if (evidence.altered === null) return null;
  return (
    <StatusTag
      tone={evidence.altered ? 'urgent' : 'good'}
      label={t(evidence.altered ? 'evidence.altered' : 'evidence.whole')}
    />
  );
}
