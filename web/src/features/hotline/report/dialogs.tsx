import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { MomentItem } from '~/features/incident/MomentField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { choicesQuery, type ReportDetail, refresh, type Transfer } from '../api';
import { act, put, transferStep } from '../calls';
import { FirstField } from '../FirstField';
import { ContactList } from '../intake/ContactList';
import { numbersFor } from '../intake/model';
import { currentClass, currentTransfer, MAX_LINE, MAX_REASON, URGENCIES } from '../model';

/** The present minute, as forms hold it. */
const now = () => new Date().toISOString().replace(/:\d{2}\.\d{3}Z$/, ':00Z');

export function ReasonItem({
  label,
  optional,
  focus,
}: {
  label?: string;
  optional?: boolean;
  /** It is what one writes first. */
  focus?: boolean;
}) {
  const { t } = useTranslation(['hotline', 'errors']);
  return (
    <>
      {focus && <FirstField name="reason" />}
      <Form.Item
        name="reason"
        label={label ?? t('hotline:reason')}
        rules={
          optional ? [] : [{ required: true, whitespace: true, message: t('errors:field.required.what') }]
        }
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
    </>
  );
}

function LineItem({
  name,
  label,
  about,
  optional,
}: {
  name: string;
  label: string;
  about?: string;
  optional?: boolean;
}) {
  const { t } = useTranslation('errors');
  return (
    <Form.Item
      name={name}
      label={label}
      {...(about ? { extra: about } : {})}
      rules={optional ? [] : [{ required: true, whitespace: true, message: t('field.required.what') }]}
    >
      <Input maxLength={MAX_LINE} autoComplete="off" />
    </Form.Item>
  );
}

interface Props {
  detail: ReportDetail;
  onClose: () => void;
}

interface CallFields {
  called_at: string | null;
  to_name: string;
  spoke_with: string;
  is_reached: boolean;
  note: string;
}

/** A call about the report: when, to whom, whether anybody picked up. */
export function CallDialog({ detail, onClose }: Props) {
  const { t } = useTranslation('hotline');
  const { data: choices } = useQuery(choicesQuery);
  const numbers = numbersFor(choices?.contacts ?? [], detail.line);
  const current = currentTransfer(detail.transfers);
  // Of what came back the next call is about another receiver.
  const transfer = current?.state === 'returned' ? undefined : current;
  const [start] = useState<CallFields>(() => ({
    called_at: now(),
    to_name: transfer?.recipient_name ?? currentClass(detail)?.handler_name ?? '',
    spoke_with: '',
    is_reached: true,
    note: '',
  }));
  return (
    <FormDialog<CallFields>
      title={t('call.title')}
      submit={t('call.submit')}
      said={t('call.done')}
      start={start}
      send={({ called_at, ...fields }) =>
        act(detail.line, 'calls', {
          ...fields,
          called_at,
          ...(transfer ? { transfer_id: transfer.id } : {}),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          {numbers.length > 0 && (
            <section aria-label={t('aid.contacts')}>
              <ContactList contacts={numbers} />
            </section>
          )}
          <p>{t('call.about')}</p>
          <FirstField name={start.to_name ? 'spoke_with' : 'to_name'} />
          <div className="hl-two">
            <LineItem name="to_name" label={t('call.to')} />
            <MomentItem name="called_at" label={t('call.at')} required notAfterNow />
          </div>
          <Form.Item name="is_reached" valuePropName="checked">
            <Checkbox>{t('call.reached')}</Checkbox>
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(a: CallFields, b: CallFields) => a.is_reached !== b.is_reached}>
            {() => (
              <LineItem
                name="spoke_with"
                label={t('call.spoke_with')}
                optional={form.getFieldValue('is_reached') !== true}
              />
            )}
          </Form.Item>
          <Form.Item name="note" label={t('call.note')}>
            <FreeText minRows={2} maxLength={MAX_REASON} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

interface TransferFields {
  recipient: string;
  recipient_agency_id: string | null;
  recipient_name: string;
  is_urgent: boolean;
}

/** To whom the report goes. */
export function TransferDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline', 'errors']);
  const { data: choices } = useQuery(choicesQuery);
  const competent = currentClass(detail);
  const held = (code: string) => choices?.recipients.find((one) => one.code === code)?.held_by ?? '';
  const [start] = useState<TransferFields>(() => ({
    recipient: competent?.handler ?? '',
    recipient_agency_id: null,
    recipient_name: '',
    is_urgent: detail.line.urgency === 'now',
  }));
  return (
    <FormDialog<TransferFields>
      title={t('hotline:transfer.title')}
      submit={t('hotline:transfer.submit')}
      said={t('hotline:transfer.done')}
      start={start}
      send={({ recipient, recipient_agency_id: agency, recipient_name, is_urgent }) =>
        act(detail.line, 'transfers', {
          recipient,
          is_urgent,
          ...(agency ? { recipient_agency_id: agency } : {}),
          ...(recipient_name.trim() ? { recipient_name: recipient_name.trim() } : {}),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <FirstField name="recipient" />
      <Form.Item
        name="recipient"
        label={t('hotline:transfer.to')}
        rules={[{ required: true, message: t('errors:field.choose.what') }]}
      >
        <Select
          popupMatchSelectWidth={false}
          options={(choices?.recipients ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => {
          const about = held(String(getFieldValue('recipient') ?? ''));
          return about ? <p className="cl-quiet">{about}</p> : null;
        }}
      </Form.Item>
      <Form.Item name="recipient_agency_id" label={t('hotline:transfer.agency')}>
        <AgencySelect />
      </Form.Item>
      <LineItem name="recipient_name" label={t('hotline:transfer.name')} optional />
      <Form.Item name="is_urgent" valuePropName="checked" extra={t('hotline:transfer.urgent_about')}>
        <Checkbox>{t('hotline:transfer.urgent')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

interface OfTransfer {
  transfer: Transfer;
  onClose: () => void;
}

export function SendDialog({ transfer, onClose }: OfTransfer) {
  const { t } = useTranslation('hotline');
  const [start] = useState(() => ({ document_number: '', sent_at: now() as string | null, sent_how: '' }));
  return (
    <FormDialog<typeof start>
      title={t('send.title', { to: transfer.recipient_name })}
      submit={t('send.submit')}
      said={t('send.done')}
      start={start}
      send={(fields) => transferStep(transfer, 'send', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <LineItem name="document_number" label={t('send.number')} about={t('send.number_about')} optional />
      <FirstField name="document_number" />
      <MomentItem name="sent_at" label={t('send.at')} required notAfterNow />
      <LineItem name="sent_how" label={t('send.how')} />
    </FormDialog>
  );
}

/** The receiver says that they have it: only that ends a transfer. */
export function AcknowledgeDialog({ transfer, onClose }: OfTransfer) {
  const { t } = useTranslation('hotline');
  const [start] = useState(() => ({ ack_number: '', ack_at: now() as string | null, ack_person: '' }));
  return (
    <FormDialog<typeof start>
      title={t('ack.title', { to: transfer.recipient_name })}
      submit={t('ack.submit')}
      said={t('ack.done')}
      start={start}
      send={(fields) => transferStep(transfer, 'acknowledge', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('ack.about')}</p>
      <FirstField name="ack_number" />
      <LineItem name="ack_number" label={t('ack.number')} />
      <MomentItem name="ack_at" label={t('ack.at')} required notAfterNow />
      <LineItem name="ack_person" label={t('ack.person')} />
    </FormDialog>
  );
}

export function ReturnDialog({ transfer, onClose }: OfTransfer) {
  const { t } = useTranslation('hotline');
  const [start] = useState(() => ({ returned_at: now() as string | null, reason: '' }));
  return (
    <FormDialog<typeof start>
      title={t('return.title', { to: transfer.recipient_name })}
      submit={t('return.submit')}
      said={t('return.done')}
      start={start}
      send={(fields) => transferStep(transfer, 'return', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <MomentItem name="returned_at" label={t('return.at')} required notAfterNow />
      <ReasonItem label={t('return.reason')} focus />
    </FormDialog>
  );
}

export function CancelDialog({ transfer, onClose }: OfTransfer) {
  const { t } = useTranslation('hotline');
  return (
    <FormDialog<{ reason: string }>
      title={t('cancel.title')}
      submit={t('cancel.submit')}
      said={t('cancel.done')}
      start={{ reason: '' }}
      send={(fields) => transferStep(transfer, 'cancel', fields)}
      refresh={refresh}
      onClose={onClose}
      danger
    >
      <ReasonItem focus />
    </FormDialog>
  );
}

export function UrgencyDialog({ detail: { line }, onClose }: Props) {
  const { t } = useTranslation('hotline');
  return (
    <FormDialog<{ urgency: string; reason: string }>
      title={t('urgency_change.title')}
      submit={t('urgency_change.submit')}
      said={t('urgency_change.done')}
      start={{ urgency: line.urgency, reason: '' }}
      send={(fields) => put(line, 'urgency', fields)}
      refresh={refresh}
      onClose={onClose}
    >
      <FirstField name="urgency" />
      <Form.Item name="urgency" label={t('column.urgency')}>
        <Select
          popupMatchSelectWidth={false}
          options={URGENCIES.map((value) => ({
            value,
            label: `${t(`urgency.${value}.name`)} – ${t(`urgency.${value}.about`)}`,
          }))}
        />
      </Form.Item>
      <ReasonItem />
    </FormDialog>
  );
}
