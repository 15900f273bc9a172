import { useQuery } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { Card } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { choicesQuery, refresh } from '../api';
import { PublicNote } from '../desk/PublicNote';
import { Confirmed, CopyText, State, Until } from '../desk/words';
import { FirstField } from '../FirstField';
import { MAX_REASON } from '../model';
import { useAct } from '../useAct';
import { type Item, itemStep } from './api';
import { stepsOf } from './model';

/** Something that is said to be official: what to put where, whether it was found there, until when it counts. */
export function ItemCard({ item, may }: { item: Item; may: boolean }) {
  const { t } = useTranslation('hotline_desk');
  const kind = t(`trust.item.${item.kind}`, { defaultValue: item.kind });
  const waits = item.state === 'pending' || item.state === 'expired';
  return (
    <Card
      title={
        <>
          <span className="cl-quiet">{kind} </span>
          <code className="cl-break">{item.value}</code>
        </>
      }
      extra={<State of="trust" value={item.state} />}
    >
      <dl className="cl-facts">
        {item.platform && (
          <>
            <dt>{t('trust.platform')}</dt>
            <dd>{item.platform}</dd>
          </>
        )}
        <dt>{t('trust.proof')}</dt>
        <dd>{t(`trust.proof_by.${item.proof}`, { defaultValue: item.proof })}</dd>
        {item.document && (
          <>
            <dt>{t('trust.document')}</dt>
            <dd className="hd-text">{item.document}</dd>
          </>
        )}
        {item.proved_at && (
          <>
            <dt>{t('trust.proved')}</dt>
            <dd>
              <DateText value={item.proved_at} />
            </dd>
          </>
        )}
        {item.expires_at && (
          <>
            <dt>{t('column.expires')}</dt>
            <dd>
              <Until value={item.expires_at} plain={item.state === 'revoked'} />
            </dd>
          </>
        )}
        {item.checked_at && (
          <>
            <dt>{t('trust.checked')}</dt>
            <dd>
              <DateText value={item.checked_at} relative />
              {item.check_fault && (
                <span className="hd-under">
                  {t(`trust.fault.${item.check_fault}`, { defaultValue: t('trust.fault_unknown') })}
                </span>
              )}
            </dd>
          </>
        )}
      </dl>
      {waits && item.proof !== 'document' && (
        <section className="hd-sealed" aria-label={t('trust.how')}>
          <p>{t(`trust.how_by.${item.proof}`, { defaultValue: '' })}</p>
          {item.how_to_prove && <CopyText label={t(`trust.where.${item.proof}`)} text={item.how_to_prove} />}
          <CopyText label={t('trust.token')} text={item.token} />
        </section>
      )}
      {may && <Steps item={item} />}
    </Card>
  );
}

function Steps({ item }: { item: Item }) {
  const { t } = useTranslation('hotline_desk');
  const [dialog, setDialog] = useState<'prove' | 'revoke'>();
  const choices = useQuery(choicesQuery);
  const steps = stepsOf(item);
  const check = useAct(() => itemStep(item.id, 'check'), t('trust.check_done'));
  const renew = useAct(() => itemStep(item.id, 'renew'), t('trust.renewed'));
  if (steps.length === 0) return null;
  const name = (verb: string) => ({ 'aria-label': t('trust.step_of', { step: verb, value: item.value }) });
  return (
    <>
      <div className="cl-row-actions">
        {steps.includes('check') && (
          <Button
            type="primary"
            loading={check.isPending}
            onClick={() => check.mutate()}
            {...name(t('trust.check'))}
          >
            {t('trust.check')}
          </Button>
        )}
        {steps.includes('prove') && (
          <Button onClick={() => setDialog('prove')} {...name(t('trust.prove'))}>
            {t('trust.prove')}
          </Button>
        )}
        {steps.includes('renew') && (
          <Confirmed
            label={t('trust.renew')}
            ask={t('trust.renew_ask')}
            text={t('trust.renew_text', { count: choices.data?.trusted_days ?? 0 })}
            working={renew.isPending}
            error={renew.error}
            onConfirm={() => renew.mutate()}
          />
        )}
        {steps.includes('revoke') && (
          <Button danger onClick={() => setDialog('revoke')} {...name(t('trust.revoke'))}>
            {t('trust.revoke')}
          </Button>
        )}
      </div>
      {check.isError && <ActProblem error={check.error} />}
      {dialog && <WordsDialog item={item} step={dialog} onClose={() => setDialog(undefined)} />}
    </>
  );
}

/** Proved by a document that a person looked at, or taken back with a reason. */
function WordsDialog({ item, step, onClose }: { item: Item; step: 'prove' | 'revoke'; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  return (
    <FormDialog<{ words: string }>
      title={t(`hotline_desk:trust.${step}`)}
      submit={t(`hotline_desk:trust.${step}_submit`)}
      said={t(`hotline_desk:trust.${step}_said`)}
      danger={step === 'revoke'}
      start={{ words: step === 'prove' ? item.document : '' }}
      send={({ words }) =>
        itemStep(item.id, step, step === 'prove' ? { document: words.trim() } : { reason: words.trim() })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <p>
        <code className="cl-break">{item.value}</code>
      </p>
      <FirstField name="words" />
      <Form.Item
        name="words"
        label={t(step === 'prove' ? 'hotline_desk:trust.document' : 'hotline_desk:reason')}
        extra={step === 'prove' ? t('hotline_desk:trust.document_help') : undefined}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
      <PublicNote
        open
        title={t(`hotline_desk:trust.${step}_public`)}
        text={t(`hotline_desk:trust.${step}_text`)}
      />
    </FormDialog>
  );
}
