import { Button } from 'antd';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '~/features/incident/words';
import { Cite } from '~/ui/Cite';
import { Card } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import type { Kind, ReportDetail, Term } from '../api';
import { currentClass, isMoving, may, termsInOrder } from '../model';
import { Key, Since, UrgencyTag } from '../words';
import { ClassCard } from './ClassCard';
import { UrgencyDialog } from './dialogs';
import { IdentityCard } from './IdentityCard';
import { TransferCard } from './TransferCard';

export interface RailProps {
  detail: ReportDetail;
  /** In the order of their keys. */
  kinds: readonly Kind[];
  /** The kind that a key has chosen, and when. */
  kindKey: { code: string; at: number } | undefined;
  classCard: RefObject<HTMLDivElement | null>;
  take?: () => void;
  onCall: () => void;
  onSend: () => void;
  onTransfer: () => void;
  onAcknowledge: () => void;
  onMessage: () => void;
  onClose: () => void;
}

/** What is to be done with the report, the most pressing first. */
export function Rail({ detail, kinds, kindKey, classCard, take, ...on }: RailProps) {
  const { t } = useTranslation('hotline');
  return (
    <>
      <UrgencyCard detail={detail} take={take} />
      <ClassCard ref={classCard} detail={detail} kinds={kinds} kindKey={kindKey} />
      <TransferCard
        detail={detail}
        kinds={kinds}
        onCall={on.onCall}
        onSend={on.onSend}
        onTransfer={on.onTransfer}
        onAcknowledge={on.onAcknowledge}
      />
      {may(detail, 'message', 'close') && (
        <Card title={t('answer.title')}>
          <div className="cl-row-actions">
            {may(detail, 'message') && (
              <Button onClick={on.onMessage}>
                {t('message.write')} <Key of="n" />
              </Button>
            )}
            {may(detail, 'close') && (
              <Button onClick={on.onClose}>
                {t('close.open')} <Key of="d" />
              </Button>
            )}
          </div>
        </Card>
      )}
      <IdentityCard detail={detail} />
    </>
  );
}

function UrgencyCard({ detail, take }: { detail: ReportDetail; take: (() => void) | undefined }) {
  const { t } = useTranslation('hotline');
  const [changing, setChanging] = useState(false);
  const { line } = detail;
  const [next, ...others] = termsInOrder(detail.terms);
  return (
    <Card
      title={t('urgency_card.title')}
      extra={
        may(detail, 'urgency') && (
          <Button size="small" type="text" onClick={() => setChanging(true)}>
            {t('urgency_card.change')}
          </Button>
        )
      }
    >
      <p className="hl-urgency" data-tone={line.urgency}>
        <UrgencyTag value={line.urgency} />
        {!detail.closed_at && (
          <span>
            <Since at={line.received_at} urgent={line.urgency === 'now'} /> {t('urgency_card.since')}
          </span>
        )}
      </p>
      {isMoving(line) && <p className="hl-warn">{t('urgency_card.moving')}</p>}
      {next ? (
        <TermItem term={next} />
      ) : (
        <p className="cl-quiet">{t(currentClass(detail) ? 'term.none' : 'term.unknown')}</p>
      )}
      {others.length > 0 && (
        <details className="hl-terms">
          <summary>{t('term.more', { count: others.length })}</summary>
          {others.map((term) => (
            <TermItem key={term.id} term={term} />
          ))}
        </details>
      )}
      {take && (
        <Button type="primary" block onClick={take}>
          {t('take.open')} <Key of="t" />
        </Button>
      )}
      {changing && <UrgencyDialog detail={detail} onClose={() => setChanging(false)} />}
    </Card>
  );
}

function TermItem({ term }: { term: Term }) {
  const { t } = useTranslation('hotline');
  return (
    <div className="hl-term" data-done={term.is_done || undefined}>
      <p>
        {term.text}{' '}
        {term.is_done ? (
          <span className="cl-good-text">{t('term.done')}</span>
        ) : (
          term.due_at && <Countdown due={term.due_at} />
        )}
      </p>
      <p className="cl-quiet">
        {term.due_at && (
          <>
            <DateText value={term.due_at} /> ·{' '}
          </>
        )}
        <Cite of={{ article: term.article, source: term.ground }} />
      </p>
      {term.note && !term.is_done && <p className="cl-quiet">{term.note}</p>}
    </div>
  );
}
