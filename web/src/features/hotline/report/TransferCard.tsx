import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '~/features/incident/words';
import { Card } from '~/ui/Page';
import { DateText, LawLink } from '~/ui/texts';
import { type Call, choicesQuery, type Kind, type ReportDetail, type Transfer } from '../api';
import { currentClass, currentTransfer, may, mayTransfer, type StepState, stepsOf } from '../model';
import { Key } from '../words';
import { CancelDialog, ReturnDialog } from './dialogs';

type Asked = 'return' | 'cancel';

/** On its way to the competent body: by phone first where it is urgent, in writing, until the receiver says that they have it. */
export function TransferCard({
  detail,
  kinds,
  onCall,
  onSend,
  onTransfer,
  onAcknowledge,
}: {
  detail: ReportDetail;
  kinds: readonly Kind[];
  onCall: () => void;
  onSend: () => void;
  onTransfer: () => void;
  onAcknowledge: () => void;
}) {
  const { t } = useTranslation('hotline');
  const { data: choices } = useQuery(choicesQuery);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const transfer = currentTransfer(detail.transfers);
  const kind = kinds.find((one) => one.code === currentClass(detail)?.kind);
  const host = kind !== undefined && kind.handler === choices?.host;
  const transfers = may(detail, 'transfer');
  const live = transfer && transfer.state !== 'returned';
  return (
    <Card title={t('transfer.card')}>
      {!kind && !live && <p className="cl-quiet">{t('transfer.first')}</p>}
      {host && !live && <p>{t('transfer.here')}</p>}
      {!host && kind?.crime && !live && <p>{t('transfer.must')}</p>}
      {transfer && (
        <Steps
          detail={detail}
          transfer={transfer}
          onCall={onCall}
          onSend={onSend}
          onAcknowledge={onAcknowledge}
          setAsked={setAsked}
        />
      )}
      {kind && mayTransfer(detail.transfers) && transfers && (
        <Button type={host || live ? 'default' : 'primary'} onClick={onTransfer}>
          {t(transfer ? 'transfer.another' : 'transfer.open')} <Key of="v" />
        </Button>
      )}
      {!transfer && may(detail, 'call', 'transfer') && (
        <div className="cl-row-actions">
          <Button size="small" onClick={onCall}>
            {t('call.open')} <Key of="p" />
          </Button>
        </div>
      )}
      <Calls calls={detail.calls} />
      {transfer && asked === 'return' && <ReturnDialog transfer={transfer} onClose={close} />}
      {transfer && asked === 'cancel' && <CancelDialog transfer={transfer} onClose={close} />}
    </Card>
  );
}

function Steps({
  detail,
  transfer,
  onCall,
  onSend,
  onAcknowledge,
  setAsked,
}: {
  detail: ReportDetail;
  transfer: Transfer;
  onCall: () => void;
  onSend: () => void;
  onAcknowledge: () => void;
  setAsked: (asked: Asked) => void;
}) {
  const { t } = useTranslation('hotline');
  const steps = stepsOf(transfer, detail.calls, detail.transfers);
  const acts = may(detail, 'transfer') && transfer.state !== 'returned';
  return (
    <>
      <p>
        <strong>{transfer.recipient_name}</strong>
        {transfer.article && (
          <>
            {' '}
            <LawLink text={transfer.article} />
          </>
        )}
      </p>
      {transfer.state === 'returned' && (
        <p className="hl-warn" role="status">
          {t('transfer.returned')} <DateText value={transfer.returned_at} />: {transfer.return_reason}
        </p>
      )}
      <ol className="hl-steps">
        {steps.phone !== 'none' && (
          <Step state={steps.phone} title={t('step.phone')}>
            {steps.phone !== 'done' && transfer.call_by && <Countdown due={transfer.call_by} />}
            {steps.phone !== 'done' && acts && (
              <Button size="small" type="primary" danger onClick={onCall}>
                {t('call.open')} <Key of="p" />
              </Button>
            )}
          </Step>
        )}
        <Step state={steps.writing} title={t('step.writing')}>
          {steps.writing === 'done' && (
            <span className="cl-quiet">
              {transfer.document_number} · <DateText value={transfer.sent_at} /> · {transfer.sent_how}
            </span>
          )}
          {steps.writing !== 'done' && transfer.due_at && <Countdown due={transfer.due_at} />}
          {steps.writing === 'now' && acts && (
            <Button size="small" type={steps.phone === 'now' ? 'default' : 'primary'} onClick={onSend}>
              {t('send.open')} <Key of="v" />
            </Button>
          )}
        </Step>
        <Step state={steps.receipt} title={t('step.receipt')}>
          {steps.receipt === 'done' && (
            <span className="cl-quiet">
              {transfer.ack_number} · <DateText value={transfer.ack_at} /> · {transfer.ack_person}
            </span>
          )}
          {steps.receipt === 'now' && acts && (
            <Button size="small" type="primary" onClick={onAcknowledge}>
              {t('ack.open')} <Key of="a" />
            </Button>
          )}
          {steps.writing === 'done' && acts && (
            <Button
              size="small"
              type={steps.receipt === 'done' ? 'text' : 'default'}
              onClick={() => setAsked('return')}
            >
              {t('return.open')}
            </Button>
          )}
        </Step>
      </ol>
      {acts && steps.receipt !== 'done' && (
        <Button size="small" type="text" onClick={() => setAsked('cancel')}>
          {t('cancel.open')}
        </Button>
      )}
    </>
  );
}

function Step({ state, title, children }: { state: StepState; title: string; children: ReactNode }) {
  const { t } = useTranslation('hotline');
  return (
    <li data-state={state}>
      <span>
        {title} <span className="cl-hidden">({t(`step.state.${state}`)})</span>
      </span>
      <div className="hl-step-acts">{children}</div>
    </li>
  );
}

function Calls({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation('hotline');
  if (calls.length === 0) return null;
  return (
    <details className="hl-calls">
      <summary>{t('call.list', { count: calls.length })}</summary>
      <ul>
        {calls.map((call) => (
          <li key={call.id}>
            <DateText value={call.called_at} /> · {call.to_name}
            {call.is_reached ? ` · ${call.spoke_with}` : ` · ${t('call.in_vain')}`}
            {call.note && <span className="cl-quiet"> {call.note}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
