import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { useSettled } from '~/ui/useSettled';
import { choicesQuery, refresh } from '../api';
import { NEEDS_REPORTS } from '../desk/model';
import { PublicNote } from '../desk/PublicNote';
import { Indicator, useNames } from '../desk/words';
import { INDICATORS, MAX_LINE, MAX_REASON } from '../model';
import { countedQuery, type VerdictBody, warn } from './api';

type Start = Omit<VerdictBody, 'reason' | 'statement'>;

/** The public is warned of a number, account, address or name. What they will read stands there before it is sent. */
export function WarnDialog({
  start,
  campaign,
  onClose,
}: {
  /** What was found in reports; without it one is typed. */
  start?: Start;
  campaign?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const names = useNames();
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<VerdictBody>
      wide
      title={t('hotline_desk:warn.title')}
      submit={t('hotline_desk:warn.submit')}
      said={t('hotline_desk:warn.said')}
      start={{
        ...(start ?? { kind: 'phone', value: '', bank: null, scam_type: null }),
        reason: '',
        statement: '',
      }}
      send={({ kind, value, bank, scam_type, reason, statement }) =>
        warn(
          {
            kind,
            value: value.trim(),
            bank: kind === 'bank_account' ? (bank ?? null) : null,
            scam_type: scam_type ?? null,
            reason: reason.trim(),
            statement: (statement ?? '').trim(),
          },
          campaign,
        )
      }
      refresh={refresh}
      onClose={onClose}
    >
      {start ? (
        <p>
          <Indicator kind={start.kind} value={start.value} bank={start.bank} />
        </p>
      ) : (
        <div className="cl-two">
          <Form.Item name="kind" label={t('hotline_desk:column.kind')}>
            <Select
              options={INDICATORS.map((value) => ({ value, label: t(`hotline_desk:kind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="value" label={t('hotline_desk:column.indicator')} rules={[required]}>
            <Input maxLength={MAX_LINE} spellCheck={false} autoCapitalize="off" />
          </Form.Item>
        </div>
      )}
      <Form.Item noStyle dependencies={['kind', 'value']}>
        {(form) => {
          const { kind, value }: VerdictBody = { ...start, ...form.getFieldsValue(true) };
          return (
            <>
              {kind === 'bank_account' && !start && (
                <Form.Item name="bank" label={t('hotline_desk:column.bank')}>
                  <Select allowClear options={names.banks} showSearch={{ optionFilterProp: 'label' }} />
                </Form.Item>
              )}
              <Counted kind={kind} value={value ?? ''} />
            </>
          );
        }}
      </Form.Item>
      <Form.Item name="scam_type" label={t('hotline_desk:column.scam_type')}>
        <Select
          allowClear
          options={names.types}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('hotline_desk:warn.reason')}
        extra={t('hotline_desk:warn.reason_help')}
        rules={[required]}
      >
        <FreeText minRows={3} maxLength={MAX_REASON} />
      </Form.Item>
      <Form.Item
        name="statement"
        label={t('hotline_desk:warn.statement')}
        extra={t('hotline_desk:warn.statement_help')}
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
      <PublicNote
        open
        title={t('hotline_desk:warn.public')}
        text={t('hotline_desk:warn.public_text')}
        never={t('hotline_desk:public.never')}
      />
    </FormDialog>
  );
}

/** How many reports name it, and how many have to where it may be a person's. */
function Counted({ kind, value }: { kind: string; value: string }) {
  const { t } = useTranslation('hotline_desk');
  const choices = useQuery(choicesQuery);
  const settled = useSettled(value.trim(), 300);
  const found = useQuery({ ...countedQuery(kind, settled), enabled: settled.length > 3 });
  const need = choices.data?.independent_reports;
  const had = settled.length > 3 && found.isSuccess ? (found.data?.reports ?? 0) : undefined;
  const strict = (choices.data?.personal_kinds ?? NEEDS_REPORTS).includes(kind);
  return (
    <div className="hd-counted" role="status">
      {had !== undefined && (
        <StatusTag
          tone={strict && had < (need ?? 2) ? 'high' : 'low'}
          label={t('warn.had', { count: had, number: formatNumber(had) })}
        />
      )}
      {strict && (
        <span className="cl-quiet">
          {need !== undefined && t('warn.need', { count: need })} {t('warn.independent')}
        </span>
      )}
      {found.data?.is_hub && <p className="cl-notice">{t('warn.is_hub')}</p>}
      {found.data?.verdict_state === 'warned' && <p className="cl-notice">{t('warn.already')}</p>}
      {found.isError && <span className="cl-quiet">{t('warn.not_counted')}</span>}
    </div>
  );
}
