import { useQuery } from '@tanstack/react-query';
import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { DateText, Nothing } from '~/ui/texts';
import { choicesQuery, refresh } from '../api';
import { PublicNote } from '../desk/PublicNote';
import { CONTESTS_PATH } from '../desk/paths';
import { Confirmed, Indicator, ScamType, State, Until } from '../desk/words';
import { FirstField } from '../FirstField';
import { MAX_REASON } from '../model';
import { useAct } from '../useAct';
import { renew, type Verdict, withdraw } from './api';

/** One warning: what the public reads, on what it rests, and until when; renewed or taken back. */
export function VerdictDialog({ verdict, onClose }: { verdict: Verdict; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'common']);
  const session = useSession();
  const choices = useQuery(choicesQuery);
  const days = choices.data?.warned_days ?? 0;
  const [ending, setEnding] = useState(false);
  const again = useAct(() => renew(verdict), t('hotline_desk:verdict.renewed'), onClose);
  const may = can(session, 'hotline.verify') && verdict.state !== 'withdrawn';
  if (ending) return <WithdrawDialog verdict={verdict} onClose={onClose} />;
  return (
    <Modal
      open
      width={640}
      title={<Indicator kind={verdict.kind} value={verdict.value} bank={verdict.bank} />}
      onCancel={onClose}
      footer={
        <div className="hd-foot">
          {may && verdict.state === 'warned' && (
            <Button danger onClick={() => setEnding(true)}>
              {t('hotline_desk:verdict.withdraw')}
            </Button>
          )}
          {may && (
            <Confirmed
              label={t('hotline_desk:verdict.renew')}
              ask={t('hotline_desk:verdict.renew_ask')}
              text={t('hotline_desk:verdict.renew_text', { count: days })}
              working={again.isPending}
              error={again.error}
              onConfirm={() => again.mutate()}
            />
          )}
          <Button onClick={onClose}>{t('common:action.close')}</Button>
        </div>
      }
    >
      <dl className="cl-facts">
        <dt>{t('hotline_desk:column.state')}</dt>
        <dd>
          <State of="verdict" value={verdict.state} />
        </dd>
        <dt>{t('hotline_desk:warn.reason')}</dt>
        <dd className="hd-text">{verdict.reason}</dd>
        <dt>{t('hotline_desk:column.scam_type')}</dt>
        <dd>
          <ScamType code={verdict.scam_type} />
        </dd>
        <dt>{t('hotline_desk:verdict.rests')}</dt>
        <dd>
          {t('hotline_desk:verdict.rests_on', {
            count: verdict.reports,
            number: formatNumber(verdict.reports),
          })}
        </dd>
        {verdict.statement && (
          <>
            <dt>{t('hotline_desk:warn.statement')}</dt>
            <dd className="hd-text">{verdict.statement}</dd>
          </>
        )}
        <dt>{t('hotline_desk:column.verified')}</dt>
        <dd>
          <DateText value={verdict.verified_at} /> · {verdict.verified_name}
        </dd>
        <dt>{t('hotline_desk:column.expires')}</dt>
        <dd>
          <Until value={verdict.expires_at} plain={verdict.state !== 'warned'} />
        </dd>
        {verdict.ended_at && (
          <>
            <dt>{t('hotline_desk:verdict.ended')}</dt>
            <dd className="hd-text">
              <DateText value={verdict.ended_at} /> · {verdict.end_reason || <Nothing />}
            </dd>
          </>
        )}
        {verdict.contests > 0 && (
          <>
            <dt>{t('hotline_desk:column.contests')}</dt>
            <dd>
              <Link to={CONTESTS_PATH}>{t('hotline_desk:contest.number', { count: verdict.contests })}</Link>
            </dd>
          </>
        )}
      </dl>
    </Modal>
  );
}

function WithdrawDialog({ verdict, onClose }: { verdict: Verdict; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  return (
    <FormDialog<{ reason: string }>
      title={t('hotline_desk:verdict.withdraw')}
      submit={t('hotline_desk:verdict.withdraw')}
      said={t('hotline_desk:verdict.withdrawn')}
      danger
      start={{ reason: '' }}
      send={({ reason }) => withdraw(verdict, reason.trim())}
      refresh={refresh}
      onClose={onClose}
    >
      <p>
        <Indicator kind={verdict.kind} value={verdict.value} bank={verdict.bank} />
      </p>
      <PublicNote
        open
        title={t('hotline_desk:verdict.withdraw_public')}
        text={t('hotline_desk:verdict.withdraw_text')}
      />
      <FirstField name="reason" />
      <Form.Item
        name="reason"
        label={t('hotline_desk:verdict.withdraw_reason')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}
